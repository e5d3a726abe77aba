//! A request that is refused, in the words of a real server.

use std::fmt;

use cloudstack_codec::answer::{Answer, WriteError};
use cloudstack_codec::{ErrorCode, Fault, Refusal as Unverified};

/// A fault that owns its text.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: ErrorCode,
    cs_code: Option<i32>,
    text: String,
    /// What a log says in place of the text.
    reason: Option<String>,
}

impl Refusal {
    fn new(code: ErrorCode, text: impl Into<String>) -> Self {
        // ServerApiException; what the servlet itself refuses has no such number.
        let cs_code = (code != ErrorCode::UNAUTHORIZED).then_some(9999);
        Self { code, cs_code, text: text.into(), reason: None }
    }

    /// The one answer to a wrong signature, an unknown key and an unknown command; only the log tells which it is.
    pub(crate) fn unauthorized(reason: impl Into<String>) -> Self {
        let text = "unable to verify user credentials and/or request signature";
        Self { reason: Some(reason.into()), ..Self::new(ErrorCode::UNAUTHORIZED, text) }
    }

    pub(crate) fn rate_limit(wait_millis: u128) -> Self {
        let text = "The given user has reached his/her account api limit, please retry after";
        Self::new(ErrorCode::API_LIMIT_EXCEED, format!("{text} [{wait_millis}] ms."))
    }

    pub(crate) fn parameter(text: impl Into<String>) -> Self {
        Self::new(ErrorCode::PARAM_ERROR, text)
    }

    /// A value with a control character, which is not for the log: it may be a password.
    pub(crate) fn unprintable(name: impl fmt::Debug + fmt::Display, value: impl fmt::Debug) -> Self {
        let text = "is invalid, contains illegal ASCII non-printable characters";
        let refusal = Self::parameter(format!("Received value {value:?} for parameter {name:?} {text}"));
        Self { reason: Some(format!("a control character in {name}")), ..refusal }
    }

    /// What is found wrong only when the command is carried out: `InvalidParameterValueException`.
    pub(crate) fn value(text: impl Into<String>) -> Self {
        Self { cs_code: Some(4350), ..Self::parameter(text) }
    }

    pub(crate) fn missing(command: &str, parameter: &str) -> Self {
        Self::unable(command, format_args!("missing parameter {parameter}"))
    }

    /// One of two parameters that must come together.
    pub(crate) fn missing_beside(parameter: &str, given: &str) -> Self {
        Self::parameter(format!("\"{parameter}\" parameter is required when \"{given}\" is specified"))
    }

    /// An id that cannot be one, or of which there is nothing.
    pub(crate) fn invalid(command: &str, parameter: &str, value: impl fmt::Display) -> Self {
        Self::unable(
            command,
            format_args!(
                "invalid value. Invalid parameter {parameter} value={value} due to incorrect long value format, or \
                 entity does not exist or due to incorrect parameter annotation for the field in api cmd class."
            ),
        )
    }

    /// A value that its parameter does not take, such as a number with letters in it: `IllegalArgumentException`.
    pub(crate) fn unfit(command: &str, parameter: &str, value: impl fmt::Display) -> Self {
        Self::unable(command, format_args!("invalid value {value} for parameter {parameter}"))
    }

    pub(crate) fn unreadable(command: &str, reason: impl fmt::Display) -> Self {
        Self::unable(command, format_args!("invalid value. {reason}"))
    }

    fn unable(command: &str, reason: fmt::Arguments<'_>) -> Self {
        let command = command.to_ascii_lowercase();
        Self::parameter(format!("Unable to execute API command {command} due to {reason}"))
    }

    pub(crate) fn already_done(job: impl fmt::Display) -> Self {
        Self::new(ErrorCode::INTERNAL_ERROR, format!("The job {job} is already done"))
    }

    pub(crate) fn busy() -> Self {
        Self::new(ErrorCode::INTERNAL_ERROR, "Can not accept new async jobs: too many of them are running")
    }

    /// Why the request is refused, for the log.
    pub(crate) fn into_reason(self) -> String {
        self.reason.unwrap_or(self.text)
    }

    pub(crate) fn body(&self, answer: &Answer<'_>) -> Result<String, WriteError> {
        let mut body = String::new();
        let fault = Fault { cs_code: self.cs_code, ..Fault::new(self.code, &self.text) };
        answer.fault(&mut body, &fault)?;
        Ok(body)
    }
}

impl From<Unverified> for Refusal {
    fn from(reason: Unverified) -> Self {
        match reason {
            Unverified::TooMany => Self::parameter(reason.to_string()),
            _ => Self::unauthorized(reason.to_string()),
        }
    }
}

impl From<WriteError> for Refusal {
    fn from(error: WriteError) -> Self {
        Self::new(ErrorCode::INTERNAL_ERROR, error.to_string())
    }
}
