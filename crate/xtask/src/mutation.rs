//! Changes that pages undergo between two visits, made on an outline, with where each node has gone.

use record::{Node, Outline};

/// A change of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mutation {
    /// Fields that are built alike stand in another order.
    Shuffled,
    /// A redesign renamed classes and ids.
    Renamed,
    /// A redesign put boxes around boxes.
    Wrapped,
    /// The rows of tables are sorted the other way round.
    Sorted,
    /// Every other row is filtered away.
    Filtered,
    /// Amounts and shares are others.
    Changed,
}

impl Mutation {
    pub(crate) const ALL: [Mutation; 6] = [
        Mutation::Shuffled,
        Mutation::Renamed,
        Mutation::Wrapped,
        Mutation::Sorted,
        Mutation::Filtered,
        Mutation::Changed,
    ];

    /// The changed page, and for each node of the page where it is now.
    pub(crate) fn apply(self, outline: &Outline) -> (Outline, Vec<Option<usize>>) {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); outline.nodes.len()];
        let mut roots = Vec::new();
        for (at, node) in outline.nodes.iter().enumerate() {
            match usize::try_from(node.parent).ok().filter(|parent| *parent < at) {
                Some(parent) => children[parent].push(at),
                None => roots.push(at),
            }
        }
        for at in 0..children.len() {
            let mine = std::mem::take(&mut children[at]);
            children[at] = self.order(outline, &children, at, mine);
        }
        let mut changed = Outline { nodes: Vec::new(), ..outline.clone() };
        let mut now: Vec<Option<usize>> = vec![None; outline.nodes.len()];
        let mut stack: Vec<(usize, i64)> = roots.into_iter().rev().map(|root| (root, -1)).collect();
        while let Some((at, mut parent)) = stack.pop() {
            let node = &outline.nodes[at];
            if self == Mutation::Wrapped && wraps(node) && at % 2 == 0 {
                let wrapper = Node { parent, tag: "div".to_owned(), ..Node::default() };
                parent = i64::try_from(changed.nodes.len()).unwrap_or(-1);
                changed.nodes.push(wrapper);
            }
            let mut copy = self.touch(node);
            copy.parent = parent;
            let place = changed.nodes.len();
            now[at] = Some(place);
            changed.nodes.push(copy);
            let place = i64::try_from(place).unwrap_or(-1);
            stack.extend(children[at].iter().rev().map(|&child| (child, place)));
        }
        (changed, now)
    }

    /// The children of a node as the change leaves them.
    fn order(self, outline: &Outline, children: &[Vec<usize>], at: usize, mine: Vec<usize>) -> Vec<usize> {
        let tag = |child: usize| outline.nodes[child].tag.as_str();
        let class = |child: usize| outline.nodes[child].attributes.get("class").map_or("", String::as_str);
        match self {
            Mutation::Sorted | Mutation::Filtered
                if matches!(outline.nodes[at].tag.as_str(), "tbody" | "table") =>
            {
                // Rows of data alone: one with a heading or of labels stays where it is.
                let cells = |row: usize| children[row].iter().filter(|&&cell| tag(cell) == "td").count();
                let heading = |row: usize| children[row].iter().any(|&cell| tag(cell) == "th");
                let width = mine.iter().map(|&row| cells(row)).max().unwrap_or(0);
                let data =
                    |row: &usize| tag(*row) == "tr" && !heading(*row) && cells(*row) == width && width >= 4;
                let places: Vec<usize> =
                    (0..mine.len()).filter(|&place| data(&mine[place])).skip(1).collect();
                if places.len() < 2 {
                    return mine;
                }
                let mut out = mine.clone();
                if self == Mutation::Sorted {
                    for (&to, &from) in places.iter().zip(places.iter().rev()) {
                        out[to] = mine[from];
                    }
                    return out;
                }
                let gone: Vec<usize> = places.iter().step_by(2).map(|&place| mine[place]).collect();
                out.retain(|row| !gone.contains(row));
                out
            }
            Mutation::Shuffled => {
                // Boxes of one tag and class that hold a label and a value each.
                let first = mine.iter().copied().find(|&child| children[child].len() >= 2);
                let Some(model) = first.filter(|&model| matches!(tag(model), "div" | "li" | "p")) else {
                    return mine;
                };
                let alike = |child: usize| {
                    tag(child) == tag(model)
                        && class(child) == class(model)
                        && children[child].len() == children[model].len()
                };
                if class(model).is_empty() || mine.len() < 3 || !mine.iter().all(|&child| alike(child)) {
                    return mine;
                }
                mine.into_iter().rev().collect()
            }
            _ => mine,
        }
    }

    fn touch(self, node: &Node) -> Node {
        let mut node = node.clone();
        match self {
            Mutation::Renamed => {
                // What a redesign renames: how things look. Names that programs use stay.
                for name in ["class", "id", "for", "aria-labelledby"] {
                    if let Some(value) = node.attributes.get_mut(name) {
                        *value =
                            value.split(' ').map(|word| renamed(name, word)).collect::<Vec<_>>().join(" ");
                    }
                }
            }
            Mutation::Changed => {
                for text in [node.text.as_mut(), node.value.as_mut()].into_iter().flatten() {
                    *text = another(text);
                }
            }
            _ => {}
        }
        node
    }
}

/// Classes get a prefix and keep their words, as redesigns do; ids become others.
fn renamed(attribute: &str, word: &str) -> String {
    if attribute == "class" { format!("v2-{word}") } else { format!("{word}-v2") }
}

fn wraps(node: &Node) -> bool {
    matches!(node.tag.as_str(), "table" | "section" | "fieldset" | "form" | "dl" | "h1" | "input" | "select")
}

/// An amount or share is another; numbers with letters name things and stay.
fn another(text: &str) -> String {
    let decimals = text.char_indices().any(|(at, c)| {
        matches!(c, '.' | ',')
            && text[..at].ends_with(|c: char| c.is_ascii_digit())
            && text[at + 1..].bytes().take_while(u8::is_ascii_digit).count() == 2
    });
    // A day written with points is no amount.
    let day = text.split(['.', '/', '-']).filter(|part| part.trim().parse::<u32>().is_ok()).count() > 2;
    if !decimals || day || text.len() > 40 {
        return text.to_owned();
    }
    let turn = |c: char| {
        c.to_digit(10)
            .filter(|digit| (1..9).contains(digit))
            .and_then(|digit| char::from_digit(digit + 1, 10))
    };
    text.chars().map(|c| turn(c).unwrap_or(c)).collect()
}
