//! The outline: what the reader took from a page, without any decision.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One pass over a page's visible document, in document order.
///
/// The form is written by `extension/reader.js`; its keys are short because a page has thousands of nodes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outline {
    /// The document's address, with its fragment.
    pub url: String,
    /// The document's title.
    pub title: String,
    /// The document's declared language.
    pub lang: String,
    /// The browser's languages, the preferred one first.
    pub languages: Vec<String>,
    /// Whether the document is still being parsed.
    pub loading: bool,
    /// The nodes, each after its parent.
    pub nodes: Vec<Node>,
    /// Set when the page was larger than what is read.
    pub cut: Option<Cut>,
}

/// What of a page was too large to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cut {
    /// There were more nodes.
    pub nodes: bool,
    /// There was more text.
    pub text: bool,
}

/// An element or a text of the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Node {
    /// The parent's index; negative for a root.
    #[serde(rename = "p")]
    pub parent: i64,
    /// The text, for a text node.
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The tag's name in lower case, for an element.
    #[serde(rename = "t", skip_serializing_if = "String::is_empty")]
    pub tag: String,
    /// Attributes that say what the element is.
    #[serde(rename = "a", skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The live value of a control.
    #[serde(rename = "v", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether a box or radio button is checked.
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    pub checked: Option<bool>,
    /// 1 for a control whose value is never read.
    #[serde(rename = "s", skip_serializing_if = "is_zero")]
    pub secret: u8,
    /// 1 for text that is there for screen readers only.
    #[serde(rename = "h", skip_serializing_if = "is_zero")]
    pub spoken: u8,
    /// 1 where white space stands before it.
    #[serde(rename = "w", skip_serializing_if = "is_zero")]
    pub spaced: u8,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde asks for
fn is_zero(flag: &u8) -> bool {
    *flag == 0
}
