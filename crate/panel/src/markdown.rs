//! Markdown to nodes: what people write becomes text and a few plain elements, never markup of their own.

use leptos::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A piece of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Words.
    Text(String),
    /// Words in the font of code.
    Code(String),
    /// The next line.
    Break,
    /// An element and what it holds.
    Element(Element, Vec<Node>),
}

/// The elements that a post may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// A paragraph.
    Paragraph,
    /// A heading of any level: a post has no outline of its own, so all look the same.
    Heading,
    /// Words of others.
    Quote,
    /// Preformatted code.
    CodeBlock,
    /// A list with bullets.
    Bullets,
    /// A list with numbers from the first.
    Numbers(u64),
    /// One entry of a list.
    Item,
    /// Stressed words.
    Emphasis,
    /// Strongly stressed words.
    Strong,
    /// Struck words.
    Struck,
    /// A link to a web page or mail address.
    Link(String),
    /// A line across.
    Rule,
}

/// What a post says, as nodes. Markup that is not Markdown's, images and links of other schemes are kept
/// as the words that they show.
pub(crate) fn nodes(source: &str) -> Vec<Node> {
    // Each open element with its children so far; `None` for one whose children go to its parent.
    let mut open: Vec<(Option<Element>, Vec<Node>)> = vec![(None, Vec::new())];
    for event in Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(tag) => open.push((element(&tag), Vec::new())),
            Event::End(end) => close(&mut open, end),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                push(&mut open, Node::Text(text.into_string()));
            }
            Event::Code(text) => push(&mut open, Node::Code(text.into_string())),
            // People press Enter where they mean a new line.
            Event::SoftBreak | Event::HardBreak => push(&mut open, Node::Break),
            Event::Rule => push(&mut open, Node::Element(Element::Rule, Vec::new())),
            _ => {}
        }
    }
    while open.len() > 1 {
        close(&mut open, TagEnd::Paragraph);
    }
    open.pop().map(|(_, nodes)| nodes).unwrap_or_default()
}

/// Whether a link may be followed from a post.
fn is_safe(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default();
    address.contains(':') && ["http", "https", "mailto"].iter().any(|safe| scheme.eq_ignore_ascii_case(safe))
}

fn element(tag: &Tag) -> Option<Element> {
    Some(match tag {
        Tag::Paragraph | Tag::HtmlBlock => Element::Paragraph,
        Tag::Heading { .. } => Element::Heading,
        Tag::BlockQuote(_) => Element::Quote,
        Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => Element::CodeBlock,
        Tag::List(None) => Element::Bullets,
        Tag::List(Some(first)) => Element::Numbers(*first),
        Tag::Item => Element::Item,
        Tag::Emphasis => Element::Emphasis,
        Tag::Strong => Element::Strong,
        Tag::Strikethrough => Element::Struck,
        Tag::Link { dest_url, .. } if is_safe(dest_url) => Element::Link(dest_url.to_string()),
        _ => return None,
    })
}

fn close(open: &mut Vec<(Option<Element>, Vec<Node>)>, _end: TagEnd) {
    let Some((element, children)) = open.pop() else {
        return;
    };
    let Some((_, parent)) = open.last_mut() else {
        return;
    };
    match element {
        Some(element) => parent.push(Node::Element(element, children)),
        None => parent.extend(children),
    }
}

fn push(open: &mut [(Option<Element>, Vec<Node>)], node: Node) {
    let Some((_, nodes)) = open.last_mut() else {
        return;
    };
    // The parser splits text at every character that might have been markup.
    match (nodes.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(more)) => before.push_str(&more),
        (_, node) => nodes.push(node),
    }
}

/// A post as elements.
pub(crate) fn view(source: &str) -> AnyView {
    view! { <div class="prose" dir="auto">{views(&nodes(source))}</div> }.into_any()
}

fn views(nodes: &[Node]) -> Vec<AnyView> {
    nodes.iter().map(node_view).collect()
}

fn node_view(node: &Node) -> AnyView {
    match node {
        Node::Text(text) => text.clone().into_any(),
        Node::Code(text) => view! { <code>{text.clone()}</code> }.into_any(),
        Node::Break => view! { <br/> }.into_any(),
        Node::Element(element, children) => {
            let inner = views(children);
            match element {
                Element::Paragraph => view! { <p>{inner}</p> }.into_any(),
                Element::Heading => view! { <p class="prose-heading">{inner}</p> }.into_any(),
                Element::Quote => view! { <blockquote>{inner}</blockquote> }.into_any(),
                Element::CodeBlock => view! { <pre tabindex="0">{inner}</pre> }.into_any(),
                Element::Bullets => view! { <ul>{inner}</ul> }.into_any(),
                Element::Numbers(first) => view! { <ol start=first.to_string()>{inner}</ol> }.into_any(),
                Element::Item => view! { <li>{inner}</li> }.into_any(),
                Element::Emphasis => view! { <em>{inner}</em> }.into_any(),
                Element::Strong => view! { <strong>{inner}</strong> }.into_any(),
                Element::Struck => view! { <s>{inner}</s> }.into_any(),
                Element::Link(address) => view! {
                    <a href=address.clone() target="_blank" rel="noopener noreferrer nofollow">{inner}</a>
                }
                .into_any(),
                Element::Rule => view! { <hr/> }.into_any(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Node {
        Node::Text(words.to_owned())
    }

    fn paragraph(children: Vec<Node>) -> Node {
        Node::Element(Element::Paragraph, children)
    }

    fn check(source: &str, expected: &[Node]) {
        assert_eq!(nodes(source), expected, "{source:?}");
    }

    fn link(address: &str, words: &str) -> Node {
        Node::Element(Element::Link(address.to_owned()), vec![text(words)])
    }

    #[test]
    fn words_stay_words() {
        check("Hello", &[paragraph(vec![text("Hello")])]);
        check("a_b & c < d", &[paragraph(vec![text("a_b & c < d")])]);
        check("", &[]);
    }

    #[test]
    fn a_new_line_is_a_new_line() {
        check("a\nb", &[paragraph(vec![text("a"), Node::Break, text("b")])]);
    }

    #[test]
    fn markup_of_pages_is_shown_not_obeyed() {
        check("<img src=x onerror=alert(1)>", &[paragraph(vec![text("<img src=x onerror=alert(1)>")])]);
        check("a <b>b</b>", &[paragraph(vec![text("a <b>b</b>")])]);
    }

    #[test]
    fn links_of_known_schemes_can_be_followed() {
        check("[x](https://a.example/)", &[paragraph(vec![link("https://a.example/", "x")])]);
        check("<mailto:a@b.example>", &[paragraph(vec![link("mailto:a@b.example", "mailto:a@b.example")])]);
    }

    #[test]
    fn other_links_are_words() {
        check("[x](javascript:alert(1))", &[paragraph(vec![text("x")])]);
        check("[x](JavaScript:alert(1))", &[paragraph(vec![text("x")])]);
        check("[x](data:text/html,1)", &[paragraph(vec![text("x")])]);
        check("[x](/relative)", &[paragraph(vec![text("x")])]);
    }

    #[test]
    fn images_are_their_words() {
        check("![a cat](https://a.example/cat.png)", &[paragraph(vec![text("a cat")])]);
    }

    #[test]
    fn lists_and_code_are_kept() {
        check(
            "3. a\n4. b",
            &[Node::Element(
                Element::Numbers(3),
                vec![
                    Node::Element(Element::Item, vec![text("a")]),
                    Node::Element(Element::Item, vec![text("b")]),
                ],
            )],
        );
        check("```\nx\n```", &[Node::Element(Element::CodeBlock, vec![text("x\n")])]);
    }
}
