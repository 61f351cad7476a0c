//! Counts the calls in a teacher's name: those of the account, and the meetings of the host.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use crate::app::App;
use crate::app::zoom_calls::ZoomCalls;
use crate::domain::{AccountPlan, CallWeight};
use crate::store::ZoomConnection;
use crate::zoom::{CallCounter, ZoomApiError};

/// The calls in one teacher's name.
#[derive(Debug)]
pub(crate) struct TeacherCalls<'a> {
    account: ZoomCalls<'a>,
    host: ZoomCalls<'a>,
}

impl<'a> TeacherCalls<'a> {
    pub(crate) fn of(app: &'a App, connection: &ZoomConnection) -> Self {
        let plan = if connection.may_be_licensed() {
            AccountPlan::Paid
        } else {
            AccountPlan::Free
        };
        let host = format!("host:{}", connection.zoom_user);

        Self {
            account: ZoomCalls::of_account(app, connection.account.clone(), plan),
            host: ZoomCalls::of_account(app, host, plan),
        }
    }

    fn of_weight(&self, weight: CallWeight) -> &ZoomCalls<'a> {
        match weight {
            CallWeight::Creation => &self.host,
            CallWeight::Light | CallWeight::Medium | CallWeight::Heavy => &self.account,
        }
    }
}

impl CallCounter for TeacherCalls<'_> {
    fn count(&self, weight: CallWeight) -> BoxFuture<'_, Result<(), ZoomApiError>> {
        self.of_weight(weight).count(weight)
    }

    fn stop(&self, weight: CallWeight, until: Option<DateTime<Utc>>) -> BoxFuture<'_, ()> {
        self.of_weight(weight).stop(weight, until)
    }
}
