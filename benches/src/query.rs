//! Queries: the parameters of a poll and of a large command, read, written and signed.

use cloudstack_codec::{Command, CommandError, Credentials, Fixed, Query, Text};

/// An API key as servers make them.
pub const API_KEY: &str =
    "LIN6rqXuaJwMPfGYFh13qDwYz5VNNz1J2J6qIOWcd3oLQOq0WtD4CwRundBL6rzXToa3lQOC_vKjI3nkHtiD8Q";

/// Its secret.
pub const SECRET: &str =
    "R6QPwRUz09TVXBjXNwZk7grTjcPtsFRphH6xhN1oPvnc12YUk296t4KHytg8zRLczDA0X5NsLVi4d8rfMMx3yg";

/// The query of a poll: 5 parameters.
pub const POLL: &str = "command=queryAsyncJobResult&jobId=9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f&response=json\
    &apiKey=LIN6rqXuaJwMPfGYFh13qDwYz5VNNz1J2J6qIOWcd3oLQOq0WtD4CwRundBL6rzXToa3lQOC_vKjI3nkHtiD8Q\
    &signature=z%2Fa9Y7J52u48VpqIgiwaGUMCso0%3D";

/// The command of [`DEPLOY`].
pub const DEPLOY_COMMAND: &str = "deployVirtualMachine";

/// A command with 30 parameters, `command` and `apiKey` among them: the other 28.
pub const DEPLOY: [(&str, &str); 28] = [
    ("response", "json"),
    ("zoneId", "1f0e6c55-0b1c-11ee-9a3b-1e00d4000318"),
    ("serviceOfferingId", "2c9f8a10-0b1c-11ee-9a3b-1e00d4000318"),
    ("templateId", "5b3c1d0a-8f6e-4b7c-a1d2-3e4f5a6b7c8d"),
    ("diskOfferingId", "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f"),
    ("networkIds", "0d6a1b52-77aa-4c0e-8d3e-5f0a9b8c7d6e,0d6b1b52-77aa-4c0e-8d3e-5f0a9b8c7d6e"),
    ("account", "admin"),
    ("domainId", "6679e6b9-4bf2-4d83-b9f0-235fc1609227"),
    ("projectid", "b2f0e6b9-4bf2-4d83-b9f0-235fc1609227"),
    ("name", "web-1"),
    ("displayName", "Web server 1 (R&D)"),
    ("hypervisor", "KVM"),
    ("hostId", "f3f0e6b9-4bf2-4d83-b9f0-235fc1609227"),
    ("keypair", "ops"),
    ("group", "web"),
    ("startVm", "true"),
    ("rootDiskSize", "40"),
    ("affinityGroupIds", "c4f0e6b9-4bf2-4d83-b9f0-235fc1609227"),
    ("securityGroupIds", "d5f0e6b9-4bf2-4d83-b9f0-235fc1609227"),
    ("details[0].cpuNumber", "2"),
    ("details[0].memory", "4096"),
    ("iptonetworklist[0].networkid", "0d6a1b52-77aa-4c0e-8d3e-5f0a9b8c7d6e"),
    ("iptonetworklist[0].ip", "10.1.1.225"),
    ("tags[0].key", "env"),
    ("tags[0].value", "production"),
    ("userdata", "I2Nsb3VkLWNvbmZpZwpwYWNrYWdlczoKICAtIG5naW54Cg=="),
    ("signatureVersion", "3"),
    ("expires", "2030-01-02T03:04:05+0000"),
];

/// Builds the command at the end of a sink.
///
/// # Errors
/// Where the sink has no room.
pub fn build<W: std::fmt::Write + AsRef<str>>(sink: W) -> Result<W, CommandError> {
    deploy(sink).param("apiKey", API_KEY).finish()
}

/// Builds and signs the command, with a key that was not used before.
///
/// # Errors
/// Where the sink has no room.
pub fn build_and_sign(sink: Fixed<'_>) -> Result<Fixed<'_>, CommandError> {
    deploy(sink).sign(&Credentials::new(API_KEY, SECRET))
}

fn deploy<W: std::fmt::Write + AsRef<str>>(sink: W) -> Command<W> {
    let mut command = Command::new(sink, DEPLOY_COMMAND);
    command.extend(DEPLOY.iter().copied());
    command
}

/// Reads a query and decodes all names and values, into a buffer where there is anything to decode.
#[must_use]
pub fn decoded(query: &str) -> usize {
    let mut buf = [0; 256];
    let mut length = |text: Text<'_>| text.to_str_in(&mut buf).expect("room enough").len();
    let query = Query::parse(query).expect("well formed");
    query.params().map(|(name, value)| length(name) + length(value)).sum()
}

/// Reads a query and decodes all names and values into texts that are borrowed or owned.
#[must_use]
pub fn decoded_as_cow(query: &str) -> usize {
    let query = Query::parse(query).expect("well formed");
    query.params().map(|(name, value)| name.to_cow().len() + value.to_cow().len()).sum()
}
