//! Tokens: what a session or an invitation is proved with. Only their hashes are kept.

use std::{fs, io, path::Path};

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// A fresh token of 256 random bits.
pub(crate) fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What stands in the database instead of a token. A token has 256 random bits, so a plain hash is
/// as good as a slow one.
pub(crate) fn hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

/// The server's secret, in a file beside the database.
///
/// An invitation's token is derived from it, so that a link can be shown or mailed again although the
/// database holds its hash alone. Whoever has a copy of the database has no tokens.
pub struct Secret([u8; 32]);

impl Secret {
    /// Reads the secret, or makes one at the first start.
    pub fn open(path: &Path) -> anyhow::Result<Secret> {
        match fs::read(path) {
            Ok(bytes) => {
                let bytes = bytes.try_into().ok().with_context(|| {
                    format!(
                        "{} is damaged: put back its copy, or remove it and invite people again",
                        path.display()
                    )
                })?;
                Ok(Secret(bytes))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Secret::make(path),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    fn make(path: &Path) -> anyhow::Result<Secret> {
        let bytes = rand::random::<[u8; 32]>();
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let write = || -> io::Result<()> {
            let mut file = options.open(path)?;
            io::Write::write_all(&mut file, &bytes)?;
            file.sync_all()
        };
        write().with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Secret(bytes))
    }

    /// The token of the invitation with that id.
    #[must_use]
    pub fn invitation(&self, id: &str) -> String {
        let hash = blake3::keyed_hash(&self.0, format!("invitation {id}").as_bytes());
        URL_SAFE_NO_PAD.encode(hash.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_outlives_a_restart_and_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let token = Secret::open(&path).unwrap().invitation("a");
        assert_eq!(token, Secret::open(&path).unwrap().invitation("a"));
        assert_ne!(token, Secret::open(&path).unwrap().invitation("b"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_secret_is_said_to_be_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        fs::write(&path, "short").unwrap();
        let error = Secret::open(&path).err().unwrap();
        assert!(error.to_string().contains("is damaged"), "{error}");
    }
}
