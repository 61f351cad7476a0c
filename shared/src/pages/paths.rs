//! The paths of the pages, and of what they lead to.

/// The admins' dashboard.
pub(crate) const DASHBOARD: &str = "/admin/teacher-monitoring";
/// The teachers' page.
pub(crate) const TEACHER: &str = "/teacher";
/// Where Zoom leads a teacher back to who connects it.
pub(crate) const ZOOM_CONNECTED: &str = crate::app::CONNECTED_PATH;
/// The page to sign in.
pub(crate) const SIGN_IN: &str = "/sign-in";
/// Where the form to sign out leads.
pub(crate) const SIGN_OUT: &str = "/sign-out";
/// The list of sessions for programs, and as a file.
pub(crate) const SESSION_LIST: &str = "/api/admin/teacher-sessions";
