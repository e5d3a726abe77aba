// Deploys a virtual machine by csclient, and prints what came of it. Arguments: more parameters, NAME=VALUE.
const Client = require('csclient');

const { CLOUDSTACK_ENDPOINT, CLOUDSTACK_KEY, CLOUDSTACK_SECRET } = process.env;
const server = new Client({
  apiKey: CLOUDSTACK_KEY,
  secretKey: CLOUDSTACK_SECRET,
  baseUrl: CLOUDSTACK_ENDPOINT + '?',
  pollingTime: 300,
  pollingNumber: 30,
});
const more = Object.fromEntries(process.argv.slice(2).map((arg) => arg.split('=')));
const params = { zoneid: 1, serviceofferingid: 1, templateid: 1, ...more };
server.executeAsync('deployVirtualMachine', params, (error, result) => {
  console.log(error ? `failed: ${error.code} ${error.message}` : `succeeded: ${JSON.stringify(result)}`);
});
