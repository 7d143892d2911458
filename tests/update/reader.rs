//! A reader's client: a disk, a clock, and servers that it is told of.

use imprint::dataset::Dataset;
use imprint::dataset::update::changes::Release;
use imprint::dataset::update::key::sha256;
use imprint::dataset::update::{Fault, Options, Outcome, Step, Update, Warning};
use imprint::label::Labeler;

use crate::publisher::{Files, NOW, dataset, seconds};

pub(crate) struct Reader {
    pub(crate) root: Vec<u8>,
    pub(crate) stored: Option<Vec<u8>>,
    pub(crate) data: Vec<u8>,
    pub(crate) previous: Vec<u8>,
    pub(crate) now: u64,
    pub(crate) client: &'static str,
    pub(crate) floor: u64,
    pub(crate) deltas: bool,
    /// What is on the disk in the place of the data, if that is damaged.
    pub(crate) damaged: Option<Vec<u8>>,
    /// Storing fails from the nth time on.
    pub(crate) disk_ends: usize,
    /// The client is killed before its nth step.
    pub(crate) killed_at: usize,
}

/// How it went.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) outcome: Option<Outcome>,
    pub(crate) detail: String,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) fetched: Vec<String>,
    /// How many bytes of each were wanted at most.
    pub(crate) limits: Vec<u64>,
    pub(crate) changes: Vec<Release>,
    pub(crate) steps: usize,
}

impl Reader {
    /// Who has the data of the package, version 0.
    pub(crate) fn new(root: &[u8]) -> Self {
        Self {
            root: root.to_vec(),
            stored: None,
            data: dataset(0),
            previous: Vec::new(),
            now: seconds(NOW),
            client: "0.1.0",
            floor: 0,
            deltas: true,
            damaged: None,
            disk_ends: usize::MAX,
            killed_at: usize::MAX,
        }
    }

    pub(crate) fn options(&self, sources: u32) -> Options<'_> {
        Options {
            root: &self.root,
            stored: self.stored.as_deref(),
            have: Some(sha256(&self.data)),
            now: self.now,
            client: self.client,
            floor: self.floor,
            sources,
            deltas: self.deltas,
        }
    }

    pub(crate) fn update(&mut self, server: &Files) -> Report {
        self.update_from(&[server])
    }

    /// The base address and mirrors.
    pub(crate) fn update_from(&mut self, servers: &[&Files]) -> Report {
        let update = Update::new(&self.options(servers.len() as u32)).expect("a root");
        self.drive(update, servers)
    }

    pub(crate) fn import(&mut self, bundle: &[u8]) -> Report {
        let update = Update::from_bundle(&self.options(1), bundle).expect("a root");
        self.drive(update, &[])
    }

    pub(crate) fn refused_root(&self) -> Option<Fault> {
        Update::new(&self.options(1)).err()
    }

    fn drive(&mut self, mut update: Update, servers: &[&Files]) -> Report {
        let mut report = Report {
            outcome: None,
            detail: String::new(),
            warnings: vec![],
            fetched: vec![],
            limits: vec![],
            changes: vec![],
            steps: 0,
        };
        let mut stored = 0;
        loop {
            if report.steps == self.killed_at {
                break;
            }
            report.steps += 1;
            assert!(report.steps < 400, "an update ends");
            match update.next_step() {
                Step::Fetch { path, source, max_length, .. } => {
                    report.fetched.push(path.clone());
                    report.limits.push(max_length);
                    let answer = servers[source as usize].get(&path);
                    match answer {
                        Some(bytes) if bytes.len() as u64 <= max_length => update.received(bytes),
                        Some(_) => update.failed("too-long", ""),
                        None => update.failed("not-found", ""),
                    }
                }
                Step::Base { .. } => update.received(self.damaged.as_ref().unwrap_or(&self.data)),
                step @ (Step::Keep { .. } | Step::Swap { .. }) => {
                    stored += 1;
                    if stored > self.disk_ends {
                        update.failed("storage", "the disk is full");
                        continue;
                    }
                    match step {
                        Step::Keep { state } => self.stored = Some(state),
                        Step::Swap { dataset, state, changes, .. } => {
                            self.previous = std::mem::replace(&mut self.data, dataset);
                            self.stored = Some(state);
                            report.changes = changes;
                        }
                        _ => {}
                    }
                    update.kept();
                }
                Step::Done { outcome, detail, warnings, .. } => {
                    report.outcome = Some(outcome);
                    report.detail = detail;
                    report.warnings = warnings;
                    break;
                }
            }
        }
        // After whatever happened: labels still come.
        let data = Dataset::open(self.data.clone()).expect("the dataset opens");
        data.verify().expect("every byte of it");
        let label = Labeler::new(data).label("https://www.news-0.example/a");
        assert_eq!(label.outlet.map(|outlet| outlet.name), Some("News 0".to_owned()));
        report
    }

    /// Which version the data in use are of.
    pub(crate) fn version(&self) -> u64 {
        (0..20).find(|version| dataset(*version) == self.data).expect("one of the test's datasets")
    }
}
