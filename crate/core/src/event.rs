//! What happens in the browser, as the background is told of it.

use protocol::extension::Side;
use serde::Deserialize;
use serde_json::Value;

use crate::site;

/// Something that happened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A content script or a page of the extension said something.
    Message {
        /// Who.
        sender: Sender,
        /// What: a [`Fact`] or a `protocol::extension::Request`, by who says it.
        message: Value,
    },
    /// A page of the extension stays open.
    Connect {
        /// The port.
        port: u32,
        /// Its name.
        name: String,
        /// Who.
        sender: Sender,
    },
    /// It was closed.
    Disconnect {
        /// The port.
        port: u32,
    },
    /// The extension was installed or updated.
    Installed {
        /// `install`, `update` …
        reason: String,
    },
    /// The browser was started.
    Startup,
    /// The context menu's item was picked.
    Menu {
        /// The tab.
        tab: i32,
        /// Its address, as the browser reports it.
        url: Option<String>,
        /// The words that were selected.
        selection: Option<String>,
    },
    /// A keyboard command was given.
    Command {
        /// Its name in the manifest.
        name: String,
        /// The tab.
        tab: i32,
        /// Its address, as the browser reports it.
        url: Option<String>,
    },
    /// An alarm went off.
    Alarm {
        /// Its name.
        name: String,
    },
    /// Another tab came to the front.
    TabActivated {
        /// The tab.
        tab: i32,
    },
    /// A tab was closed.
    TabRemoved {
        /// The tab.
        tab: i32,
    },
    /// The person took permissions back.
    PermissionsRemoved {
        /// Match patterns.
        patterns: Vec<String>,
    },
    /// The live stream brought some text.
    Stream {
        /// The text; events may be cut anywhere.
        text: String,
    },
    /// The live stream ended.
    StreamEnd,
}

/// Who says something, as the browser reports it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Sender {
    /// The extension.
    pub id: Option<String>,
    /// The tab it is in.
    pub tab: Option<i32>,
    /// The frame; 0 is the tab's own document. Firefox's numbers of others need more than 32 bits.
    pub frame: Option<i64>,
    /// The document, where the browser numbers them.
    pub document: Option<String>,
    /// The address of its document.
    pub url: Option<String>,
    /// The origin of its document.
    pub origin: Option<String>,
}

impl Sender {
    /// The web origin that the browser reports; `None` for anything but pages of the web. A page in a
    /// sandbox has an origin of its own, which is nobody's: there the address that it came from counts.
    pub(crate) fn web_origin(&self) -> Option<String> {
        let origin = self.origin.as_deref().filter(|origin| *origin != "null");
        site::origin(origin.or(self.url.as_deref())?)
    }
}

/// What a content script reports; `frame` comes from the sidebar's own document.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The script is there.
    Hello,
    /// The page reads so.
    Outline {
        /// What the host's `read` knows the outline by; nothing else looks at it.
        outline: Value,
    },
    /// The page is left or kept for going back.
    Hidden,
    /// The person opened, closed, widened or moved the sidebar.
    Sidebar {
        /// Open or closed.
        open: bool,
        /// Its width.
        width: u32,
        /// Its edge.
        side: Side,
    },
    /// The page let the sidebar's frame not in.
    Blocked,
    /// A marker was pressed.
    Marker {
        /// The outline node.
        node: u32,
    },
    /// The sidebar's frame was let in.
    Frame,
}
