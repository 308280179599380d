//! The kinds of business object that Muster tells apart.

use serde::{Deserialize, Serialize};

/// What sort of business object a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A possible sale that is being worked on.
    Opportunity,
    /// A contact or firm that may become a customer.
    Lead,
    /// A planned figure of sales for a period.
    Forecast,
    /// A customer, supplier or other organisation.
    Account,
    /// A person at an organisation.
    Contact,
    /// An offer made to a customer, or asked of a supplier.
    Quote,
    /// A customer's order.
    Order,
    /// A claim for expenses.
    ExpenseReport,
    /// One expense, alone or within a report.
    ExpenseLine,
    /// A request to support or to a service desk.
    Ticket,
    /// An order to a supplier.
    PurchaseOrder,
    /// An invoice received.
    SupplierInvoice,
    /// An invoice sent.
    CustomerInvoice,
    /// A project.
    Project,
    /// A contract or subscription.
    Contract,
    /// A business object of another or unknown sort: said rather than guessed.
    Other,
}

impl Kind {
    /// Every kind, in the order of DESIGN's table.
    pub const ALL: [Kind; 16] = [
        Kind::Opportunity,
        Kind::Lead,
        Kind::Forecast,
        Kind::Account,
        Kind::Contact,
        Kind::Quote,
        Kind::Order,
        Kind::ExpenseReport,
        Kind::ExpenseLine,
        Kind::Ticket,
        Kind::PurchaseOrder,
        Kind::SupplierInvoice,
        Kind::CustomerInvoice,
        Kind::Project,
        Kind::Contract,
        Kind::Other,
    ];

    /// The kind's name as it is written in data files, messages and addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Opportunity => "opportunity",
            Kind::Lead => "lead",
            Kind::Forecast => "forecast",
            Kind::Account => "account",
            Kind::Contact => "contact",
            Kind::Quote => "quote",
            Kind::Order => "order",
            Kind::ExpenseReport => "expense_report",
            Kind::ExpenseLine => "expense_line",
            Kind::Ticket => "ticket",
            Kind::PurchaseOrder => "purchase_order",
            Kind::SupplierInvoice => "supplier_invoice",
            Kind::CustomerInvoice => "customer_invoice",
            Kind::Project => "project",
            Kind::Contract => "contract",
            Kind::Other => "other",
        }
    }

    /// The kind with that name, where there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
