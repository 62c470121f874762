//! What a feed's own settings send with its requests, secrets fetched from where they are kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use url::Url;

use super::Engine;
use super::program::{ProgramError, output_of};
use crate::config::{FeedSettings, Secret};

/// For a program that prints a secret: enough to unlock a password store by hand.
const PROGRAM_TIMEOUT: Duration = Duration::from_secs(60);
/// Bytes that such a program may print; no header of more is taken by servers.
const MAX_SECRET_BYTES: usize = 4_096;

/// Why a feed's secret could not be had; the sentence never holds the secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The variable is not there, or is no text.
    #[error("the environment has no {0}, which the configuration names for this feed")]
    NoVariable(String),
    /// The program that prints it does not.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// No header can carry it.
    #[error("what the configuration names for this feed cannot be sent in a header")]
    Unsendable,
}

/// Headers that were made already, by address: a password store is asked once a run.
#[derive(Debug, Default)]
pub(super) struct Secrets(Mutex<HashMap<Url, HeaderMap>>);

impl Secrets {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Url, HeaderMap>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// The headers that the reader's settings send with requests for this address.
    pub(super) async fn own_headers(&self, url: &Url) -> Result<HeaderMap, SecretError> {
        let Some(settings) = self.config().feed(url) else {
            return Ok(HeaderMap::new());
        };
        if let Some(known) = self.secrets().lock().get(url) {
            return Ok(known.clone());
        }
        let headers = headers(settings).await?;
        self.secrets().lock().insert(url.clone(), headers.clone());
        Ok(headers)
    }

    /// Forgets what was fetched for an address that refused it: it may have been changed since.
    pub(super) fn forget_own_headers(&self, url: &Url) {
        self.secrets().lock().remove(url);
    }
}

async fn headers(settings: &FeedSettings) -> Result<HeaderMap, SecretError> {
    let mut headers = HeaderMap::new();
    if let Some(agent) = &settings.user_agent {
        headers.insert(USER_AGENT, header(agent)?);
    }
    if let (Some(name), Some(password)) = (&settings.username, &settings.password) {
        let password = reveal(password).await?;
        let mut value = header(&basic(name, &password))?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    for (name, secret) in &settings.headers {
        let name: HeaderName = name.parse().map_err(|_| SecretError::Unsendable)?;
        let mut value = header(&reveal(secret).await?)?;
        value.set_sensitive(!matches!(secret, Secret::Plain(_)));
        headers.insert(name, value);
    }
    Ok(headers)
}

fn header(value: &str) -> Result<HeaderValue, SecretError> {
    HeaderValue::from_str(value).map_err(|_| SecretError::Unsendable)
}

async fn reveal(secret: &Secret) -> Result<String, SecretError> {
    match secret {
        Secret::Plain(text) => Ok(text.clone()),
        Secret::Environment(name) => {
            std::env::var(name).map_err(|_| SecretError::NoVariable(name.clone()))
        }
        Secret::Command(words) => first_line_of(words).await,
    }
}

/// The first line that a program prints.
async fn first_line_of(words: &[String]) -> Result<String, SecretError> {
    let printed = output_of(words, &[], Vec::new(), PROGRAM_TIMEOUT, MAX_SECRET_BYTES).await?;
    let wrong = |what: &str| ProgramError {
        program: words.first().cloned().unwrap_or_default(),
        what: what.to_owned(),
    };
    let printed = std::str::from_utf8(&printed).map_err(|_| wrong("prints no text"))?;
    match printed.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(wrong("prints nothing").into()),
    }
}

/// Credentials as the Basic scheme writes them (RFC 7617 section 2).
fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_written_as_the_standards_examples() {
        assert_eq!(
            basic("Aladdin", "open sesame"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
        // Non-ASCII letters are sent as UTF-8 (RFC 7617 section 2.1).
        assert_eq!(basic("test", "123\u{a3}"), "Basic dGVzdDoxMjPCow==");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_secret_is_the_first_line_that_a_program_prints() {
        let run = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            async move { first_line_of(&words).await }
        };
        assert_eq!(
            run(&["printf", "open sesame\nmore"]).await.unwrap(),
            "open sesame"
        );
        let nothing = run(&["true"]).await.unwrap_err().to_string();
        assert!(nothing.contains("prints nothing"), "{nothing}");
    }
}
