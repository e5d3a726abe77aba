"""Deploys a virtual machine by Apache Libcloud, and prints what came of it. Arguments: more parameters, NAME=VALUE."""
import os
import sys
from urllib.parse import urlsplit

from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

endpoint, key, secret = (os.environ[f"CLOUDSTACK_{name}"] for name in ("ENDPOINT", "KEY", "SECRET"))
url = urlsplit(endpoint)
server = get_driver(Provider.CLOUDSTACK)(
    key, secret, secure=url.scheme == "https", host=url.hostname, port=url.port, path=url.path
)
more = dict(arg.split("=", 1) for arg in sys.argv[1:])
params = {"zoneid": 1, "serviceofferingid": 1, "templateid": 1, **more}
try:
    result = server._async_request(command="deployVirtualMachine", params=params)
    print("succeeded:", result["virtualmachine"]["name"])
except Exception as error:  # It has no one type of its own for a job that failed.
    print("failed:", repr(error))
