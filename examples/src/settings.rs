//! The settings of a simulated server.

use std::fmt;
use std::time::Duration;

/// How a simulated server behaves.
#[derive(Clone)]
pub struct Settings {
    /// The API key of the one user.
    pub key: String,
    /// The user's secret.
    pub secret: String,
    /// Whether signatures are HMAC-SHA512 instead of HMAC-SHA1.
    pub sha512: bool,
    /// How long a job runs.
    pub job_time: Duration,
    /// The share of jobs that fail, evenly spread: of 0.1, every tenth.
    pub fail_share: f64,
    /// Whether a failed job has a fault for a result, and code 533, as on servers since 3.0; else the guide's text and 551.
    pub fail_by_fault: bool,
    /// How long after its end a job is forgotten: setting `job.expire.minutes`.
    pub expire: Duration,
    /// How many requests are answered per second; `None` answers all.
    pub rate_limit: Option<u32>,
    /// How many jobs are remembered. While all of them are running, no other is taken.
    pub max_jobs: usize,
    /// Whether a line on standard error tells of each request.
    pub log: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: "simulated-key".into(),
            secret: "simulated-secret".into(),
            sha512: false,
            job_time: Duration::from_secs(2),
            fail_share: 0.0,
            fail_by_fault: false,
            expire: Duration::from_secs(24 * 60 * 60),
            rate_limit: None,
            max_jobs: 10_000,
            log: false,
        }
    }
}

/// All but key and secret.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("sha512", &self.sha512)
            .field("job_time", &self.job_time)
            .field("fail_share", &self.fail_share)
            .field("fail_by_fault", &self.fail_by_fault)
            .field("expire", &self.expire)
            .field("rate_limit", &self.rate_limit)
            .field("max_jobs", &self.max_jobs)
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}
