//! How a server is set up.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use url::Url;

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder with the database and the secret.
    pub data: PathBuf,
    /// Where people reach the server, without a slash at the end: what links begin with.
    pub public_url: String,
    /// The folder with the web inbox, where it was built.
    pub web: Option<PathBuf>,
    /// The mail server, where one is set up.
    pub mail: Option<Mail>,
}

/// A mail server.
#[derive(Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Its name.
    pub host: String,
    /// Its port; by default the one that goes with `security`.
    pub port: Option<u16>,
    /// The user to sign in with, where it asks for one.
    pub user: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// The sender, such as `Muster <muster@example.com>`.
    pub from: String,
    /// How the line is secured.
    #[serde(default)]
    pub security: Security,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Mail({})", self.host)
    }
}

/// The configuration file.
#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The mail server.
    pub smtp: Option<Mail>,
}

impl File {
    /// Reads the file that was named, else `muster.toml` in the data folder where there is one.
    pub fn read(named: Option<&Path>, data: &Path) -> anyhow::Result<File> {
        let usual = data.join("muster.toml");
        let path = named.unwrap_or(&usual);
        if named.is_none() && !path.exists() {
            return Ok(File::default());
        }
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        // The parser's own text quotes the line, which may hold the password.
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            anyhow::anyhow!("{}, line {line}: {}", path.display(), error.message())
        })
    }
}

/// How the line to a mail server is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// STARTTLS, required (port 587).
    #[default]
    Starttls,
    /// TLS from the first byte (port 465).
    Tls,
    /// None (port 25): for a mail server on the same machine.
    None,
}

/// The public address of a server that listens there: what was given, else the address itself.
///
/// A server that others can reach needs https in front of it: tokens travel in its requests.
pub fn public_url(given: Option<&str>, listen: SocketAddr) -> anyhow::Result<String> {
    let Some(given) = given else {
        if listen.ip().is_loopback() {
            return Ok(format!("http://{listen}"));
        }
        bail!(
            "{listen} can be reached by other machines, so people need https: put a web server that \
             speaks https in front (Caddy: `muster.example.com {{ reverse_proxy 127.0.0.1:8787 }}`) and \
             say its address with --public-url https://muster.example.com, or listen on 127.0.0.1 alone"
        );
    };
    let url = Url::parse(given).with_context(|| format!("--public-url {given} is not an address"))?;
    let local = match url.host() {
        Some(url::Host::Ipv4(host)) => host.is_loopback(),
        Some(url::Host::Ipv6(host)) => host.is_loopback(),
        Some(url::Host::Domain(host)) => host == "localhost",
        None => false,
    };
    match url.scheme() {
        "https" => {}
        "http" if local && listen.ip().is_loopback() => {}
        _ => {
            bail!("--public-url {given} has to begin with https://: tokens travel in its requests")
        }
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        bail!("--public-url {given} has to end after the host: the pages of Muster need a host of their own");
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: Option<&str>, listen: &str, expected: Result<&str, &str>) {
        match (public_url(given, listen.parse().unwrap()), expected) {
            (Ok(url), Ok(expected)) => assert_eq!(url, expected),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (result, _) => panic!("{given:?} on {listen}: {result:?}"),
        }
    }

    #[test]
    fn only_https_reaches_beyond_this_machine() {
        check(None, "127.0.0.1:8787", Ok("http://127.0.0.1:8787"));
        check(None, "[::1]:8787", Ok("http://[::1]:8787"));
        check(None, "0.0.0.0:8787", Err("--public-url https://"));
        check(Some("http://muster.example"), "0.0.0.0:80", Err("begin with https://"));
        check(Some("http://localhost:8787"), "0.0.0.0:8787", Err("begin with https://"));
        check(Some("http://localhost:8787"), "127.0.0.1:8787", Ok("http://localhost:8787"));
        check(Some("https://muster.example/"), "0.0.0.0:80", Ok("https://muster.example"));
        check(Some("https://muster.example/m"), "0.0.0.0:80", Err("end after the host"));
        check(Some("muster"), "0.0.0.0:80", Err("not an address"));
    }
}
