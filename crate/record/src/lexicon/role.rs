//! What fields are for.

use crate::FieldType;

/// What a field tells about its record, whatever its label's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// By when something must be paid, answered or done.
    DueDate,
    /// When a sale is expected to close.
    CloseDate,
    /// When goods are promised.
    DeliveryDate,
    /// Until when an offer holds.
    ValidUntil,
    /// When a project, contract or service ends.
    EndDate,
    /// From when to when.
    Period,
    /// When it was last changed.
    UpdatedDate,
    /// When it was closed.
    ClosedDate,
    /// Another day.
    Date,
    /// A sum of the record.
    Total,
    /// The price of one.
    UnitPrice,
    /// What may be spent as planned.
    Budget,
    /// What may be spent at most.
    Limit,
    /// What was spent.
    Spent,
    /// What was asked for.
    Claimed,
    /// What was granted of it.
    Sanctioned,
    /// What is still to be paid.
    Outstanding,
    /// What was paid or billed.
    PaidAmount,
    /// A share of a hundred.
    Percent,
    /// How many.
    Quantity,
    /// Who answers for the record.
    Owner,
    /// A person in another role.
    Person,
    /// Who buys.
    Customer,
    /// Who sells.
    Supplier,
    /// A firm in another role.
    Organisation,
    /// The state.
    Status,
    /// How important it is.
    Priority,
    /// A number or code.
    Reference,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// What the record is called.
    Title,
    /// Words.
    Text,
}

impl Role {
    /// Every role with its name in the data files, its type, and its rank among the words of one label.
    ///
    /// The rank says which word of a label is its head: the *date* of "customer invoice date", the
    /// *number* of "customer number", the *terms* of "payment terms".
    const TABLE: [(Role, &'static str, FieldType, u8); 32] = [
        (Role::DueDate, "due_date", FieldType::Date, 90),
        (Role::CloseDate, "close_date", FieldType::Date, 89),
        (Role::DeliveryDate, "delivery_date", FieldType::Date, 88),
        (Role::ValidUntil, "valid_until", FieldType::Date, 87),
        (Role::EndDate, "end_date", FieldType::Date, 86),
        (Role::ClosedDate, "closed_date", FieldType::Date, 84),
        (Role::UpdatedDate, "updated_date", FieldType::Date, 83),
        (Role::Date, "date", FieldType::Date, 82),
        (Role::Period, "period", FieldType::Date, 81),
        (Role::Email, "email", FieldType::Email, 80),
        (Role::Phone, "phone", FieldType::Phone, 79),
        (Role::Text, "text", FieldType::Text, 75),
        (Role::Percent, "percent", FieldType::Percent, 70),
        (Role::Quantity, "quantity", FieldType::Number, 68),
        (Role::Status, "status", FieldType::Status, 66),
        (Role::Priority, "priority", FieldType::Status, 65),
        (Role::UnitPrice, "unit_price", FieldType::Money, 64),
        (Role::Limit, "limit", FieldType::Money, 63),
        (Role::Outstanding, "outstanding", FieldType::Money, 62),
        (Role::Sanctioned, "sanctioned", FieldType::Money, 61),
        (Role::Claimed, "claimed", FieldType::Money, 60),
        (Role::Spent, "spent", FieldType::Money, 59),
        (Role::PaidAmount, "paid_amount", FieldType::Money, 58),
        (Role::Budget, "budget", FieldType::Money, 57),
        (Role::Total, "total", FieldType::Money, 56),
        (Role::Owner, "owner", FieldType::Person, 45),
        (Role::Person, "person", FieldType::Person, 44),
        (Role::Title, "title", FieldType::Text, 40),
        (Role::Reference, "reference", FieldType::Reference, 38),
        (Role::Supplier, "supplier", FieldType::Organisation, 32),
        (Role::Customer, "customer", FieldType::Organisation, 31),
        (Role::Organisation, "organisation", FieldType::Organisation, 30),
    ];

    /// The role with that name in the data files.
    #[must_use]
    pub fn parse(name: &str) -> Option<Role> {
        Role::TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name in the data files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// The type of its values.
    #[must_use]
    pub fn ty(self) -> FieldType {
        self.row().2
    }

    pub(super) fn rank(self) -> u8 {
        self.row().3
    }

    fn row(self) -> &'static (Role, &'static str, FieldType, u8) {
        // Every role stands in the table: a test counts them.
        Role::TABLE.iter().find(|row| row.0 == self).unwrap_or(&Role::TABLE[31])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_role_and_name() {
        for row in &Role::TABLE {
            assert_eq!(row.0.row().1, row.1);
            assert_eq!(Role::parse(row.1), Some(row.0));
        }
    }
}
