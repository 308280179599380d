//! The identity of a record.

use serde::{Deserialize, Serialize};

use crate::Kind;

/// What makes two readings the same record: the app, its tenant, the kind and the app's own id.
///
/// Never an address: views, tabs, languages and tracking parameters change addresses, not keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordKey {
    /// The adapter's name, or `site` where no adapter knows the app.
    pub app: String,
    /// Whose installation of the app: from the adapter, else the origin that the browser reports.
    pub tenant: String,
    /// What sort of object.
    pub kind: Kind,
    /// The app's canonical id.
    pub id: String,
}

impl RecordKey {
    /// One unambiguous line: each part with its length in bytes before it, so that no two keys
    /// share a line whatever their parts hold.
    #[must_use]
    pub fn canonical(&self) -> String {
        [self.app.as_str(), &self.tenant, self.kind.as_str(), &self.id]
            .map(|part| format!("{}:{part}", part.len()))
            .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(app: &str, tenant: &str, id: &str) -> String {
        RecordKey { app: app.into(), tenant: tenant.into(), kind: Kind::Ticket, id: id.into() }.canonical()
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_ne!(key("a", "bc", "1"), key("ab", "c", "1"));
        assert_ne!(key("a", "b", "1:1"), key("a", "b1:", "1"));
    }
}
