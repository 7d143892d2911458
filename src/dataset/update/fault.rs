//! How an update ends, and what is told beside it. Closed lists: the client has a sentence for each.

use std::fmt;

/// Declares a closed list of words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its stable word.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

words! {
    /// How an update ended.
    Outcome {
        /// A newer dataset is in use.
        Updated = "updated",
        /// There is none.
        Current = "current",
        /// The reader went back one version, and no newer one has come since.
        Held = "held",
        /// No place answered.
        Unreachable = "unreachable",
        /// Something else came than the file that was asked for.
        Unreadable = "unreadable",
        /// Too few of the publisher's keys have signed.
        BadSignature = "bad-signature",
        /// A root that the one before does not vouch for.
        BadRoot = "bad-root",
        /// Older than what was accepted before.
        Rollback = "rollback",
        /// The publisher's word has expired.
        Stale = "stale",
        /// Files of different releases.
        Mismatch = "mismatch",
        /// Not as long as was signed.
        WrongLength = "wrong-length",
        /// Not the bytes that were signed.
        WrongHash = "wrong-hash",
        /// The release needs a newer client.
        ClientTooOld = "client-too-old",
        /// Rightly signed, and yet no dataset that this version opens.
        Unusable = "unusable",
        /// A file from disk that is no whole bundle.
        BadBundle = "bad-bundle",
        /// What is stored was written by a newer client.
        StateNewer = "state-newer",
        /// It could not be stored.
        Storage = "storage",
    }
}

impl Outcome {
    /// Whether all is well.
    pub fn is_fine(self) -> bool {
        matches!(self, Self::Updated | Self::Current | Self::Held)
    }

    /// How much it says of the publisher, where several sources failed in different ways: a release that was rightly signed
    /// and is no good here, then a word that was and has expired, then a wrong answer, then none.
    pub(super) fn says(self) -> u8 {
        match self {
            Self::ClientTooOld | Self::Unusable => 3,
            Self::Stale => 2,
            Self::Unreachable => 0,
            _ => 1,
        }
    }
}

words! {
    /// What is told beside the outcome.
    Warning {
        /// A delta was of no use; the whole dataset was fetched.
        DeltaFailed = "delta-failed",
        /// What changed cannot be told.
        ChangesFailed = "changes-failed",
        /// The device's clock shows a time before the files were made.
        ClockBehind = "clock-behind",
        /// The publisher's word expired so long ago that the device's clock is the likelier cause.
        ClockAhead = "clock-ahead",
        /// What was stored could not be read; the protection against older data starts anew.
        StateLost = "state-lost",
        /// Accepted from disk although its word has expired.
        Stale = "stale",
        /// A place before the one that worked gave a bad answer.
        Mirror = "mirror",
    }
}

/// Why something is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which rule it broke.
    pub outcome: Outcome,
    /// What exactly, for people.
    pub detail: String,
}

impl Fault {
    /// A fault and what exactly is wrong.
    pub fn new(outcome: Outcome, detail: impl Into<String>) -> Self {
        Self { outcome, detail: detail.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.detail, self.outcome.code())
    }
}

impl std::error::Error for Fault {}
