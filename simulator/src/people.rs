//! The teachers and students of a simulated school.

/// One teacher.
#[derive(Clone, Debug)]
pub struct Teacher {
    /// `ustazid`.
    pub id: String,
    /// The Zoom user.
    pub host_id: String,
    /// The Zoom account sends its events.
    pub connected: bool,
    /// The one meeting that is used for everybody, if so.
    pub own_room: Option<u64>,
}

/// One student.
#[derive(Clone, Debug)]
pub struct Student {
    /// `wdt_ID`.
    pub id: usize,
    /// As Zoom shows it.
    pub name: String,
    /// The id of a registration, if there is one.
    pub registrant: Option<String>,
    /// The Zoom user, if signed in.
    pub zoom_id: Option<String>,
}
