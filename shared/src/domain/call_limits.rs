//! How many calls of Zoom's API are made on one day at most.

/// What a call weighs by Zoom's own label of it. Each weight has limits of its own, for all apps of an account together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallWeight {
    /// One thing by its name.
    Light,
    /// A list.
    Medium,
    /// A report.
    Heavy,
    /// A meeting that is created or changed. Zoom limits these for each host.
    Creation,
}

impl CallWeight {
    /// All that Zoom limits by account.
    pub const ALL: [Self; 3] = [Self::Light, Self::Medium, Self::Heavy];

    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Heavy => "heavy",
            Self::Creation => "creation",
        }
    }
}

/// What an account may ask on one day of UTC. Lists and reports need a paid plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountPlan {
    /// A free account.
    Free,
    /// Pro or a higher plan; also where the plan is not known.
    Paid,
}

/// What Zoom gives on one day to all apps of a free account together, by weight.
const FREE_DAY: [i64; 3] = [6_000, 2_000, 1_000];
/// The reports that Zoom gives on one day to all apps of a Pro account together. What is lighter has no limit of a day.
const PRO_DAY_OF_HEAVY: i64 = 30_000;

/// The meetings that Zoom lets be created and changed together for one host on one day of UTC.
const HOST_DAY: i64 = 100;

impl AccountPlan {
    /// Returns how many such calls we make on one day at most: half of what Zoom gives, because the school's other apps
    /// take from the same.
    #[must_use]
    pub fn daily_share(self, weight: CallWeight) -> i64 {
        let given = match (self, weight) {
            (Self::Free, CallWeight::Light) => FREE_DAY[0],
            (Self::Free, CallWeight::Medium) => FREE_DAY[1],
            (Self::Free, CallWeight::Heavy) => FREE_DAY[2],
            (Self::Paid, CallWeight::Heavy) => PRO_DAY_OF_HEAVY,
            (Self::Paid, CallWeight::Light | CallWeight::Medium) => return i64::MAX,
            // Whole: what the host does by hand is counted by Zoom alone, whose refusal is obeyed.
            (_, CallWeight::Creation) => return HOST_DAY,
        };

        given / 2
    }
}
