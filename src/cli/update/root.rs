//! `imprint dataset root`

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use super::keys::{SecretKey, signed_file};
use super::tree::Tree;
use super::{date, days_later, read, write};
use crate::cli::{Failure, output, written};
use crate::dataset::update::key::{PublicKey, unhex};
use crate::dataset::update::metadata::{Keys, Role, Root, RootFacts};
use crate::dataset::update::time;

pub(in crate::cli) const AFTER_HELP: &str = "Without a root in the tree the first one is made of the keys in the folder: more than half of the root's keys \
     must sign, one of the others.\n\
     A next root must be signed by enough of the old keys and of its own. Where they are not all in one place, \
     write a draft, take it from device to device with `imprint dataset sign`, and put it in place with --install.\n\
     When too few of the old keys are left to sign, --replace begins again with the keys in the folder. No reader follows \
     from the old root to the new one: they get it with a package that was built with it.";

#[derive(Args)]
pub(in crate::cli) struct RootArgs {
    /// Show a root: version, keys, fingerprint; nothing is written
    #[arg(long, value_name = "FILE", conflicts_with_all = ["keys", "out", "install", "draft"])]
    show: Option<PathBuf>,
    /// Folder with keys
    #[arg(long, value_name = "DIR", required_unless_present_any = ["show", "install"])]
    keys: Option<PathBuf>,
    /// Tree of releases
    #[arg(long, value_name = "DIR", required_unless_present = "show")]
    out: Option<PathBuf>,
    /// Replace all keys of a role (root, manifest, timestamp) with new ones
    #[arg(long, value_name = "ROLE", value_parser = role)]
    rotate: Vec<Role>,
    /// Take a key out
    #[arg(long, value_name = "KEYID")]
    revoke: Vec<String>,
    /// Put a public key in, in hexadecimal
    #[arg(long, value_name = "ROLE=KEY", value_parser = added)]
    add: Vec<(Role, String)>,
    /// How many keys of a role must sign
    #[arg(long, value_name = "ROLE=N", value_parser = threshold)]
    threshold: Vec<(Role, u32)>,
    /// Days for which it may be relied on
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = super::days)]
    days: u32,
    /// When it is made [default: now]
    #[arg(long, value_name = "TIME")]
    date: Option<String>,
    /// Begin again with the keys in the folder, when too few of the old ones are left: readers need a new package
    #[arg(long, conflicts_with_all = ["rotate", "revoke", "add"])]
    replace: bool,
    /// With --replace: the new root's version [default: the next one of the tree]
    #[arg(long, value_name = "N", requires = "replace", conflicts_with = "install", value_parser = clap::value_parser!(u64).range(1..))]
    root_version: Option<u64>,
    /// Write it here, to be signed by others, and not into the tree
    #[arg(long, value_name = "FILE")]
    draft: Option<PathBuf>,
    /// Put a draft that enough have signed into the tree
    #[arg(long, value_name = "FILE", conflicts_with_all = ["keys", "draft", "rotate", "revoke", "add", "threshold"])]
    install: Option<PathBuf>,
}

fn role(word: &str) -> Result<Role, String> {
    let known = Role::ALL.into_iter().find(|role| role.word() == word);
    known.ok_or_else(|| "a role is root, manifest or timestamp".into())
}

fn added(text: &str) -> Result<(Role, String), String> {
    let (word, key) = text.split_once('=').ok_or("write ROLE=KEY")?;
    Ok((role(word)?, key.to_owned()))
}

fn threshold(text: &str) -> Result<(Role, u32), String> {
    let (word, number) = text.split_once('=').ok_or("write ROLE=N")?;
    Ok((role(word)?, number.parse().map_err(|_| format!("`{number}` is no number"))?))
}

pub(in crate::cli) fn run(args: &RootArgs) -> Result<ExitCode, Failure> {
    if let Some(file) = &args.show {
        return show(file);
    }
    let (Some(out), keys) = (&args.out, &args.keys) else { return Err("--out is missing".into()) };
    let tree = Tree::create(out)?;
    let current = tree.root()?;
    let current = current.as_ref().map(|(root, _)| root);
    let follows = if args.replace { Follows::None } else { Follows::Current };
    if let Some(draft) = &args.install {
        return install(&tree, current, follows, &read(draft)?);
    }
    let dir = keys.as_ref().ok_or("--keys is missing")?;
    let bytes = make(args, dir, current)?;
    match &args.draft {
        Some(draft) => {
            write(draft, &bytes)?;
            let mut out = output();
            written(writeln!(out, "{}: to be signed", draft.display()).and_then(|()| out.flush()))
        }
        None => install(&tree, current, follows, &bytes),
    }
}

/// What vouches for a root that is put into the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// The one that is there, if there is one.
    Current,
    /// None: it begins anew.
    None,
}

/// The member of what is signed that says so. Clients pass it over, as they need to: it is for whoever checks a tree.
const REPLACES: &str = "replaces";

/// Whether a root says of itself that it follows none.
pub(super) fn replaces(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Value>(bytes).is_ok_and(|value| value["signed"][REPLACES] == Value::Bool(true))
}

/// The first root of a tree, from the keys in a folder.
pub(super) fn first(tree: &Tree, keys: &[SecretKey], seconds: u64) -> Result<(Root, Vec<u8>), Failure> {
    let facts = first_facts(keys, seconds, 365)?;
    let bytes = signed(&facts, false, keys.iter().filter(|key| key.role == Role::Root).collect())?;
    let root = accepted(None, Follows::Current, &bytes)?;
    place(tree, &root, &bytes)?;
    Ok((root, bytes))
}

fn first_facts(keys: &[SecretKey], seconds: u64, days: u32) -> Result<RootFacts, Failure> {
    let mut facts = RootFacts {
        kind: Role::Root.word().into(),
        version: 1,
        created: time::format(seconds),
        expires: days_later(seconds, days),
        keys: keys.iter().map(|key| (key.id.clone(), key.public.to_json())).collect(),
        roles: BTreeMap::new(),
    };
    for role in Role::ALL {
        let keyids: BTreeSet<String> =
            keys.iter().filter(|key| key.role == role).map(|key| key.id.clone()).collect();
        if keyids.is_empty() {
            return Err(format!("no {} key is in the folder, and a root of its keys needs one", role.word()));
        }
        let threshold = if role == Role::Root { keyids.len() as u32 / 2 + 1 } else { 1 };
        facts.roles.insert(role, Keys { keyids, threshold });
    }
    Ok(facts)
}

fn make(args: &RootArgs, dir: &Path, current: Option<&Root>) -> Result<Vec<u8>, Failure> {
    let seconds = date(args.date.as_deref())?;
    let mut keys = SecretKey::all(dir)?;
    let mut facts = match current {
        _ if args.replace => {
            let next = current.map(|root| root.facts.version + 1);
            let version = args.root_version.or(next).ok_or(
                "there is no root to replace: give the number that comes after the last one with --root-version N",
            )?;
            RootFacts { version, ..first_facts(&keys, seconds, args.days)? }
        }
        None => first_facts(&keys, seconds, args.days)?,
        Some(root) => {
            let mut facts = root.facts.clone();
            facts.version += 1;
            facts.created = time::format(seconds);
            facts.expires = days_later(seconds, args.days);
            facts
        }
    };
    for role in &args.rotate {
        let of = facts.roles.get_mut(role).ok_or("a role is missing")?;
        let count = of.keyids.len();
        of.keyids.clear();
        for _ in 0..count {
            let (key, _) = SecretKey::make(dir, *role)?;
            of.keyids.insert(key.id.clone());
            facts.keys.insert(key.id.clone(), key.public.to_json());
            keys.push(key);
        }
    }
    for (role, public) in &args.add {
        let key =
            unhex(public).and_then(PublicKey::new).ok_or_else(|| format!("`{public}` is no public key"))?;
        facts.roles.get_mut(role).ok_or("a role is missing")?.keyids.insert(key.id());
        facts.keys.insert(key.id(), key.to_json());
    }
    for id in &args.revoke {
        let of = facts.roles.values_mut().filter_map(|of| of.keyids.take(id));
        if of.count() == 0 {
            return Err(format!("no key `{id}` in the root; `imprint dataset root --show` lists them"));
        }
    }
    for (role, number) in &args.threshold {
        facts.roles.get_mut(role).ok_or("a role is missing")?.threshold = *number;
    }
    let used: BTreeSet<String> = facts.roles.values().flat_map(|of| of.keyids.clone()).collect();
    facts.keys.retain(|id, _| used.contains(id));
    let old = current.filter(|_| !args.replace).and_then(|root| root.facts.roles.get(&Role::Root));
    let old = old.map(|of| &of.keyids);
    let new = &facts.roles[&Role::Root].keyids;
    let signs = |key: &&SecretKey| new.contains(&key.id) || old.is_some_and(|old| old.contains(&key.id));
    signed(&facts, args.replace, keys.iter().filter(signs).collect())
}

fn signed(facts: &RootFacts, replaces: bool, keys: Vec<&SecretKey>) -> Result<Vec<u8>, Failure> {
    let mut value: Value = serde_json::to_value(facts).map_err(|error| error.to_string())?;
    if replaces {
        value[REPLACES] = true.into();
    }
    signed_file(&value, &[], &keys)
}

/// The root that these bytes are, if clients that have the current one would follow; or if it is to replace that.
fn accepted(current: Option<&Root>, follows: Follows, bytes: &[u8]) -> Result<Root, Failure> {
    let name = "the new root";
    let root = Root::read(name, bytes).map_err(|fault| fault.detail)?;
    let version = root.facts.version;
    match (current, follows) {
        (_, Follows::None) if !replaces(bytes) => {
            return Err(format!("{name} was not made with --replace; nothing was changed"));
        }
        // Packages that have a root of that number already would not know this one for a newer one.
        (Some(current), Follows::None) if version <= current.facts.version => {
            let last = current.facts.version;
            return Err(format!("{name}: version {version}, and the tree has {last}; nothing was changed"));
        }
        (Some(current), Follows::Current) => current.check_next(name, &root),
        _ => root.check(name, &root.envelope, Role::Root),
    }
    .map_err(|fault| format!("{}; nothing was changed", fault.detail))?;
    Ok(root)
}

fn place(tree: &Tree, root: &Root, bytes: &[u8]) -> Result<(), Failure> {
    // The numbered one first: root.json says that it is there.
    tree.write(&format!("{}.root.json", root.facts.version), bytes)?;
    tree.write("root.json", bytes)
}

fn install(tree: &Tree, current: Option<&Root>, follows: Follows, bytes: &[u8]) -> Result<ExitCode, Failure> {
    let root = accepted(current, follows, bytes)?;
    place(tree, &root, bytes)?;
    let mut out = output();
    let mut result = writeln!(out, "root {}: {}", root.facts.version, root.fingerprint());
    if follows == Follows::None {
        let line = "no root before it vouches for it: readers take it with a package that was built with it";
        result = result.and_then(|()| writeln!(out, "{line}"));
    }
    if let Some(current) = current {
        if current.keys(Role::Manifest) != root.keys(Role::Manifest) {
            result = result.and_then(|()| writeln!(out, "the keys of manifests changed: publish again"));
        } else if current.keys(Role::Timestamp) != root.keys(Role::Timestamp) {
            result = result.and_then(|()| writeln!(out, "the keys of timestamps changed: refresh"));
        }
    }
    written(result.and_then(|()| out.flush()))
}

fn show(file: &Path) -> Result<ExitCode, Failure> {
    let name = file.display().to_string();
    let root = Root::read(&name, &read(file)?).map_err(|fault| fault.detail)?;
    root.check(&name, &root.envelope, Role::Root).map_err(|fault| fault.detail)?;
    let mut out = output();
    let mut result = writeln!(
        out,
        "root {}, made {}, expires {}\nfingerprint {}",
        root.facts.version,
        root.facts.created,
        root.facts.expires,
        root.fingerprint()
    );
    for (role, of) in &root.facts.roles {
        for id in &of.keyids {
            let line = writeln!(out, "{} ({} of {}): {id}", role.word(), of.threshold, of.keyids.len());
            result = result.and(line);
        }
    }
    written(result.and_then(|()| out.flush()))
}
