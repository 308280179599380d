//! Server-sent events, from text that may be cut anywhere.

use protocol::api::Event;

/// Collects the text of a stream until an event is whole.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    rest: String,
}

impl Stream {
    /// The most text that one event may have; a longer one is no event of ours.
    const MOST: usize = 1 << 20;

    /// Takes more text; gives the events that are whole now.
    pub(crate) fn take(&mut self, text: &str) -> Vec<Event> {
        self.rest.extend(text.chars().filter(|sign| *sign != '\r'));
        let mut events = Vec::new();
        while let Some(end) = self.rest.find("\n\n") {
            events.extend(event(&self.rest[..end]));
            self.rest.drain(..end + 2);
        }
        if self.rest.len() > Stream::MOST {
            self.rest.clear();
        }
        events
    }
}

/// One event; comments, other fields and what is not ours give none.
fn event(block: &str) -> Option<Event> {
    let data: Vec<&str> = block
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(|data| data.strip_prefix(' ').unwrap_or(data))
        .collect();
    crate::client::parse(&data.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_whole_however_the_text_is_cut() {
        let text = ": hello\n\nevent: message\ndata: {\"inbox\":{\"waiting\":3}}\n\ndata: nonsense\n\ndata: {\"thread\":{\n\
                    data: \"id\":\"t1\",\"record_hash\":\"ab\"}}\r\n\r\n";
        let expected =
            vec![Event::Inbox { waiting: 3 }, Event::Thread { id: "t1".into(), record_hash: "ab".into() }];
        for size in [1, 7, text.len()] {
            let mut stream = Stream::default();
            let got: Vec<Event> = text
                .as_bytes()
                .chunks(size)
                .flat_map(|chunk| stream.take(std::str::from_utf8(chunk).unwrap()))
                .collect();
            assert_eq!(got, expected, "{size}");
        }
    }
}
