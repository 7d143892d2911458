//! A publisher's secret keys: a folder with one file for each, `{"role", "public", "secret"}`, that nobody else can read.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cli::Failure;
use crate::dataset::update::canonical;
use crate::dataset::update::key::{PublicKey, hex, unhex};
use crate::dataset::update::metadata::Role;

/// The file of a key.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    role: Role,
    public: String,
    secret: String,
}

/// A key that can sign.
pub(super) struct SecretKey {
    /// For what it was made. Whether it still is used for that, the root says.
    pub(super) role: Role,
    /// Its public half.
    pub(super) public: PublicKey,
    /// Its name.
    pub(super) id: String,
    secret: SigningKey,
}

impl SecretKey {
    /// Makes a key and writes its file; an existing one is never overwritten.
    pub(super) fn make(dir: &Path, role: Role) -> Result<(Self, PathBuf), Failure> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| format!("the system gives no random numbers: {error}"))?;
        let secret = SigningKey::from_bytes(&seed);
        let public = secret.verifying_key().to_bytes();
        let file = KeyFile { role, public: hex(&public), secret: hex(&seed) };
        let public = PublicKey::new(public).ok_or("a key came out weak: try again")?;
        let id = public.id();
        let path = dir.join(format!("{}-{}.key", role.word(), &id[..8]));
        let text = serde_json::to_string_pretty(&file).map_err(|error| error.to_string())?;
        create_secret(&path, text.as_bytes())
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        Ok((Self { role, public, id, secret }, path))
    }

    /// Reads a key. Refused if others than its owner can read it.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display();
        refuse_readable(path)?;
        let text = fs::read(path).map_err(|error| format!("cannot read {name}: {error}"))?;
        let wrong = || format!("{name} is no key of `imprint dataset keygen`");
        let file: KeyFile = serde_json::from_slice(&text).map_err(|_| wrong())?;
        let secret = SigningKey::from_bytes(&unhex(&file.secret).ok_or_else(wrong)?);
        let public = secret.verifying_key().to_bytes();
        if hex(&public) != file.public {
            return Err(format!("{name}: its two halves do not belong together"));
        }
        let public = PublicKey::new(public).ok_or_else(wrong)?;
        Ok(Self { role: file.role, id: public.id(), public, secret })
    }

    /// Every key in a folder, in the order of their names.
    pub(super) fn all(dir: &Path) -> Result<Vec<Self>, Failure> {
        let entries = fs::read_dir(dir).map_err(|error| format!("cannot read {}: {error}", dir.display()))?;
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "key"))
            .collect();
        paths.sort();
        let keys: Vec<Self> = paths.iter().map(|path| Self::read(path)).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(format!("no keys in {}: make some with `imprint dataset keygen`", dir.display()));
        }
        Ok(keys)
    }

    /// Its signature of bytes, as it stands in files.
    pub(super) fn sign(&self, bytes: &[u8]) -> Value {
        json!({"keyid": self.id, "sig": hex(&self.secret.sign(bytes).to_bytes())})
    }
}

/// A signed file: what is signed, and the signatures of these keys beside those that it has.
pub(super) fn signed_file(signed: &Value, known: &[Value], keys: &[&SecretKey]) -> Result<Vec<u8>, Failure> {
    let bytes = canonical::to_bytes(signed).ok_or("it has a number or null that cannot be signed")?;
    let is_new = |value: &&Value| !keys.iter().any(|key| value["keyid"].as_str() == Some(key.id.as_str()));
    let mut signatures: Vec<Value> = known.iter().filter(is_new).cloned().collect();
    signatures.extend(keys.iter().map(|key| key.sign(&bytes)));
    let file = json!({"signatures": signatures, "signed": signed});
    let mut text = serde_json::to_vec_pretty(&file).map_err(|error| error.to_string())?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(unix)]
fn create_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(bytes)
}

#[cfg(not(unix))]
fn create_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}

#[cfg(unix)]
fn refuse_readable(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let name = path.display();
    Err(format!(
        "{name} can be read by others (mode {:03o}): chmod 600 {name}, and think of replacing it",
        mode & 0o777
    ))
}

#[cfg(not(unix))]
fn refuse_readable(_: &Path) -> Result<(), Failure> {
    Ok(())
}
