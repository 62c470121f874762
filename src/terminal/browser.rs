//! Opening addresses in the reader's browser, off the loop.

use url::Url;
use webbrowser::{Browser, BrowserOptions};

/// Why an address was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is not a web address.
    #[error("Only web addresses are opened, not {0}:")]
    Scheme(String),
    /// No browser could be started.
    #[error("No browser could be started: {0}")]
    Browser(#[from] std::io::Error),
}

/// Opens a web address in the reader's browser; what the browser prints is dropped, so that it does not
/// end up on the screen.
///
/// May take as long as the browser takes to start: not for the loop's thread.
///
/// # Errors
///
/// Fails if the address is not http or https, or if no browser could be started.
pub fn open(url: &Url) -> Result<(), OpenError> {
    check(url)?;
    let mut options = BrowserOptions::new();
    options.with_suppress_output(true);
    webbrowser::open_browser_with_options(Browser::Default, url.as_str(), &options)?;
    Ok(())
}

/// Other schemes start other programs, with whatever a feed wrote behind the colon.
fn check(url: &Url) -> Result<(), OpenError> {
    match url.scheme() {
        "http" | "https" => Ok(()),
        scheme => Err(OpenError::Scheme(scheme.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:a@b.example",
        ] {
            assert!(check(&address.parse().unwrap()).is_err(), "{address}");
        }
        assert!(check(&"https://example.org/".parse().unwrap()).is_ok());
    }
}
