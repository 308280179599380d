//! Tables, grids and boards: what stands in rows or cards.

use std::collections::{HashMap, HashSet};

use crate::Kind;
use crate::tree::{Tree, class_words};
use crate::words::{clean_label, is_label, is_nothing};

/// Rows under common headings, or cards without.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grid {
    pub(crate) node: usize,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// Cards have no columns.
    pub(crate) cards: bool,
    /// What it covers: the whole of a table, the headings and rows of a grid made of boxes.
    pub(crate) covers: Vec<usize>,
    /// Label and amount below the rows: sums that belong to the whole.
    pub(crate) sums: Vec<(String, usize)>,
}

/// One row or card.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) node: usize,
    pub(crate) cells: Vec<Cell>,
}

/// One cell with content.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) node: usize,
    pub(crate) label: String,
    pub(crate) lines: Vec<String>,
}

const TOTAL: &[&str] = &[
    "total",
    "totals",
    "subtotal",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "totale",
    "totaal",
    "totaux",
    "suma",
    "somme",
    "razem",
    "summa",
    "合計",
    "合计",
    "总计",
    "grand total",
];

/// The grids of a page, in document order; none within another.
pub(crate) fn find(tree: &Tree, frame: &[bool], root: usize) -> Vec<Grid> {
    let mut grids = Vec::new();
    let mut inside = vec![false; tree.len()];
    for index in tree.subtree(root) {
        if frame[index] || inside[index] || !tree.is_element(index) {
            continue;
        }
        let found = match tree.tag(index) {
            "table" => table(tree, frame, index),
            _ if matches!(tree.role(index), "grid" | "table" | "treegrid") => aria(tree, frame, index),
            _ => None,
        };
        if let Some(grid) = found {
            inside[tree.subtree(index)].fill(true);
            grids.push(grid);
        }
    }
    for grid in boxes(tree, frame, &inside, root) {
        grids.push(grid);
    }
    for grid in grids.iter_mut().filter(|grid| grid.covers.is_empty()) {
        grid.covers.push(grid.node);
    }
    grids.sort_by_key(|grid| grid.node);
    grids
}

fn row_cells(tree: &Tree, row: usize) -> Vec<usize> {
    tree.elements(row)
        .filter(|&cell| {
            matches!(tree.tag(cell), "td" | "th")
                || matches!(tree.role(cell), "gridcell" | "cell" | "columnheader" | "rowheader")
        })
        .collect()
}

fn span(tree: &Tree, cell: usize) -> usize {
    tree.attr(cell, "colspan")
        .or(tree.attr(cell, "aria-colspan"))
        .and_then(|span| span.parse().ok())
        .unwrap_or(1)
        .clamp(1, 100)
}

fn own_rows(tree: &Tree, frame: &[bool], table: usize) -> Vec<usize> {
    tree.subtree(table)
        .skip(1)
        .filter(|&at| {
            tree.tag(at) == "tr"
                && !frame[at]
                && tree.ancestors(at).find(|&above| tree.tag(above) == "table") == Some(table)
        })
        .collect()
}

fn lines_of(tree: &Tree, cell: usize) -> Vec<String> {
    let mut lines = tree.content(cell);
    if lines.is_empty() {
        // A value drawn as a button, or only as a picture with words.
        lines =
            tree.lines_where(cell, |at| !tree.class_says(at, &["dropdown"])).into_iter().take(1).collect();
    }
    lines.retain(|line| !is_nothing(line));
    lines
}

fn is_filter(tree: &Tree, row: usize, cells: &[usize]) -> bool {
    let controls: Vec<usize> = tree.subtree(row).filter(|&at| tree.is_control(at)).collect();
    if controls.is_empty() {
        return false;
    }
    tree.class_says(row, &["filter", "filters", "search", "filterrow"])
        || (controls.len() >= 2 && cells.iter().all(|&cell| tree.content(cell).is_empty()))
}

fn is_header(tree: &Tree, cells: &[usize]) -> bool {
    let filled: Vec<&usize> = cells.iter().filter(|&&cell| !tree.lines(cell).is_empty()).collect();
    filled.len() >= 2
        && filled.iter().all(|&&cell| {
            let lines = tree.content(cell);
            lines.len() <= 3
                && lines.first().is_none_or(|line| is_label(line))
                && !tree.subtree(cell).any(|at| tree.is_control(at))
        })
}

/// Whether a row of words stands over rows of as many cells with figures: the headings of an old table.
fn heads_figures(tree: &Tree, cells: &[Vec<usize>], head: usize, next: usize) -> bool {
    let width = cells[head].len();
    let figure = |row: &Vec<usize>, place: usize| {
        let lines = tree.content(row[place]);
        lines.first().is_some_and(|line| {
            line.chars().filter(char::is_ascii_digit).count() * 2
                >= line.chars().filter(|c| !c.is_whitespace()).count()
        })
    };
    let rows = cells[next..].iter().filter(|row| row.len() == width).take(3);
    let mut counted = 0;
    let mut figured = 0;
    for row in rows {
        counted += 1;
        figured += usize::from((0..width).filter(|&place| figure(row, place)).count() >= 2);
    }
    let words = (0..width).filter(|&place| !figure(&cells[head], place)).count();
    let filled = cells[head].iter().filter(|&&cell| !tree.content(cell).is_empty()).count();
    width >= 3 && words == width && filled * 3 >= width * 2 && counted >= 1 && figured == counted
}

fn table(tree: &Tree, frame: &[bool], table: usize) -> Option<Grid> {
    let rows = own_rows(tree, frame, table);
    let cells: Vec<Vec<usize>> = rows.iter().map(|&row| row_cells(tree, row)).collect();
    let filter: Vec<bool> =
        rows.iter().zip(&cells).map(|(&row, cells)| is_filter(tree, row, cells)).collect();
    let in_head = |row: usize| tree.parent(row).is_some_and(|above| tree.tag(above) == "thead");
    let headed = (0..rows.len()).find(|&at| {
        if filter[at] || cells[at].len() < 2 {
            return false;
        }
        let all_th = cells[at].iter().all(|&cell| tree.tag(cell) == "th" || tree.lines(cell).is_empty());
        let filled = cells[at]
            .iter()
            .filter(|&&cell| !tree.lines(cell).is_empty() || tree.attr(cell, "title").is_some())
            .count();
        if (all_th || in_head(rows[at])) && filled >= 2 {
            return true;
        }
        let Some(next) = (at + 1..rows.len()).find(|&next| !filter[next]) else {
            return false;
        };
        let titled = tree.class_says(
            rows[at],
            &["title", "titre", "head", "header", "heading", "headings", "titles", "columns"],
        ) || cells[at]
            .iter()
            .filter(|&&cell| tree.class_says(cell, &["title", "titre", "head", "header", "heading"]))
            .count()
            * 2
            >= cells[at].len()
            || class_words(tree.class(rows[at])).any(|word| word.to_lowercase().starts_with("header"));
        (titled && tree.class(rows[at]) != tree.class(rows[next]) || heads_figures(tree, &cells, at, next))
            && is_header(tree, &cells[at])
    })?;
    // A record may be a body of its own with several rows, headed by as many.
    let all_th = |at: usize| cells[at].len() > 1 && cells[at].iter().all(|&cell| tree.tag(cell) == "th");
    let mut heads: Vec<usize> = (headed..rows.len()).filter(|&at| in_head(rows[at]) && !filter[at]).collect();
    if heads.is_empty() {
        heads = (headed..rows.len()).take_while(|&at| all_th(at)).collect();
    }
    let first = heads.last().copied().unwrap_or(headed) + 1;
    let bodies: HashSet<Option<usize>> = rows[first..].iter().map(|&row| tree.parent(row)).collect();
    let grouped = heads.len() > 1 && bodies.len() > 1;
    let labels_of = |at: usize| -> Vec<String> {
        let mut labels = Vec::new();
        for &cell in &cells[at] {
            let label = column_label(tree, cell);
            for _ in 0..span(tree, cell) {
                labels.push(label.clone());
            }
        }
        labels
    };
    let header_rows: Vec<usize> = if grouped { heads.clone() } else { vec![headed] };
    let mut columns: Vec<Vec<String>> = header_rows.iter().map(|&at| labels_of(at)).collect();
    if !grouped && heads.len() > 1 {
        // Headings in two storeys: the storey with more of them names the columns.
        if let Some(best) = heads.iter().max_by_key(|&&at| cells[at].len()) {
            columns = vec![labels_of(*best)];
        }
    }
    let width = columns[0].len();
    let mut grid = Grid {
        node: table,
        columns: columns.concat(),
        rows: Vec::new(),
        cards: false,
        covers: Vec::new(),
        sums: Vec::new(),
    };
    let mut body = None;
    for at in first..rows.len() {
        if filter[at] || in_head(rows[at]) {
            continue;
        }
        let row = rows[at];
        let parent = tree.parent(row);
        let same_body = grouped && parent == body;
        let storey = if same_body { 1.min(columns.len() - 1) } else { 0 };
        let mut position = 0;
        let mut filled = Vec::new();
        for &cell in &cells[at] {
            let lines = lines_of(tree, cell);
            if !lines.is_empty() {
                let own = tree
                    .attr(cell, "data-label")
                    .or(tree.attr(cell, "data-title"))
                    .or(tree.attr(cell, "data-th"))
                    .filter(|label| is_label(label))
                    .map(clean_label);
                let label = own.or_else(|| columns[storey].get(position).cloned()).unwrap_or_default();
                filled.push(Cell { node: cell, label, lines });
            }
            position += span(tree, cell);
        }
        if filled.is_empty() {
            continue;
        }
        if is_total(tree, row, &filled) {
            sum(tree, &filled, &mut grid);
            continue;
        }
        if same_body && let Some(last) = grid.rows.last_mut() {
            last.cells.extend(filled);
            continue;
        }
        body = parent;
        if filled.len() == 1 {
            // A heading between rows, "no records found", or the second row of a record.
            let linked = tree
                .subtree(filled[0].node)
                .any(|at| tree.tag(at) == "a" && tree.attr(at, "href").is_some_and(|href| href.len() > 1));
            if span(tree, filled[0].node) > 1 || width > 2 || !linked {
                continue;
            }
        }
        if span(tree, filled[0].node) * 2 > width && filled.len() == 2 && is_label(&filled[0].lines[0]) {
            sum(tree, &filled, &mut grid);
            continue;
        }
        grid.rows.push(Row { node: row, cells: filled });
    }
    (!grid.rows.is_empty() || !grid.sums.is_empty()).then_some(grid)
}

fn sum(_tree: &Tree, filled: &[Cell], grid: &mut Grid) {
    if let [label, value] = filled
        && is_label(&label.lines[0])
    {
        grid.sums.push((clean_label(&label.lines[0]), value.node));
    }
}

fn column_label(tree: &Tree, cell: usize) -> String {
    let mut lines = tree.content(cell);
    if lines.is_empty() {
        lines = tree.lines(cell);
    }
    lines
        .into_iter()
        .next()
        .filter(|line| is_label(line) || line.chars().count() <= 3)
        .or_else(|| {
            tree.attr(cell, "title")
                .or(tree.attr(cell, "aria-label"))
                .or(tree.attr(cell, "abbr"))
                .map(str::to_owned)
        })
        .map(|label| clean_label(&label))
        .unwrap_or_default()
}

fn is_total(tree: &Tree, row: usize, cells: &[Cell]) -> bool {
    if tree.parent(row).is_some_and(|above| tree.tag(above) == "tfoot")
        || tree.class_says(row, &["total", "totals", "sum", "summary", "subtotal"])
    {
        return true;
    }
    let first = clean_label(&cells[0].lines[0]).to_lowercase();
    TOTAL.contains(&first.as_str())
        || first.split(|c: char| !c.is_alphabetic()).next().is_some_and(|word| {
            TOTAL.contains(&word)
                && first.chars().count() < 24
                && !tree.subtree(cells[0].node).any(|at| tree.tag(at) == "a")
        })
}

fn aria(tree: &Tree, frame: &[bool], node: usize) -> Option<Grid> {
    let rows: Vec<usize> = tree
        .subtree(node)
        .filter(|&at| !frame[at] && (tree.role(at) == "row" || tree.tag(at) == "tr"))
        .collect();
    let cells: Vec<Vec<usize>> = rows
        .iter()
        .map(|&row| {
            tree.subtree(row)
                .filter(|&at| {
                    matches!(tree.role(at), "gridcell" | "cell" | "columnheader" | "rowheader")
                        || matches!(tree.tag(at), "td" | "th")
                })
                .collect()
        })
        .collect();
    let heads: Vec<usize> = tree
        .subtree(node)
        .filter(|&at| {
            tree.role(at) == "columnheader"
                || tree.tag(at) == "th"
                    && tree.role(at) != "rowheader"
                    && tree.attr(at, "scope") != Some("row")
        })
        .collect();
    let columns: Vec<String> = heads.iter().map(|&at| column_label(tree, at)).collect();
    let mut grid = Grid {
        node,
        columns: columns.clone(),
        rows: Vec::new(),
        cards: false,
        covers: Vec::new(),
        sums: Vec::new(),
    };
    for (&row, cells) in rows.iter().zip(&cells) {
        if cells.iter().any(|cell| heads.binary_search(cell).is_ok()) || cells.is_empty() {
            continue;
        }
        let filled: Vec<Cell> = cells
            .iter()
            .enumerate()
            .filter_map(|(position, &cell)| {
                let lines = lines_of(tree, cell);
                let place = tree
                    .attr(cell, "aria-colindex")
                    .and_then(|place| place.parse::<usize>().ok())
                    .and_then(|place| place.checked_sub(1))
                    .filter(|_| columns.len() >= cells.len())
                    .unwrap_or(position);
                let own = tree.attr(cell, "data-label").filter(|label| is_label(label)).map(clean_label);
                (!lines.is_empty()).then(|| Cell {
                    node: cell,
                    label: own.or_else(|| columns.get(place).cloned()).unwrap_or_default(),
                    lines,
                })
            })
            .collect();
        if filled.is_empty() || is_total(tree, row, &filled) {
            continue;
        }
        if filled.len() >= 2 || tree.subtree(row).any(|at| tree.tag(at) == "a") {
            grid.rows.push(Row { node: row, cells: filled });
        }
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// What has the same key, together: in the order of the keys, and within one in the order given.
fn alike_by<K: Ord, V>(mut keyed: Vec<(K, V)>) -> Vec<Vec<V>> {
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut groups: Vec<Vec<V>> = Vec::new();
    let mut last = None;
    for (key, value) in keyed {
        match groups.last_mut() {
            Some(group) if last.as_ref() == Some(&key) => group.push(value),
            _ => groups.push(vec![value]),
        }
        last = Some(key);
    }
    groups
}

/// The class names that most of a box's children share: those of a row's cells.
fn shared_class(tree: &Tree, children: &[usize]) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for &child in children {
        for token in tree.class(child).split_whitespace().collect::<HashSet<_>>() {
            *counts.entry(token).or_default() += 1;
        }
    }
    let mut shared: Vec<&str> = counts
        .into_iter()
        .filter(|(_, count)| *count * 10 >= children.len() * 7)
        .map(|(token, _)| token)
        .collect();
    shared.sort_unstable();
    (!shared.is_empty()).then(|| shared.join(" "))
}

/// Grids made of boxes: a box of headings and boxes of cells that are built alike.
fn boxes(tree: &Tree, frame: &[bool], inside: &[bool], root: usize) -> Vec<Grid> {
    let mut alike: Vec<(String, (usize, Vec<usize>))> = Vec::new();
    for index in tree.subtree(root) {
        if frame[index]
            || inside[index]
            || !tree.is_element(index)
            || matches!(tree.tag(index), "ul" | "ol" | "select" | "tr" | "thead" | "tbody")
        {
            continue;
        }
        let children: Vec<usize> = tree.elements(index).collect();
        if children.len() < 3 || children.len() > 60 {
            continue;
        }
        if let Some(shared) = shared_class(tree, &children) {
            // Headings may carry a class of their own beside the cells': the first shared name tells.
            let key = shared.split(' ').next().unwrap_or_default().to_owned();
            alike.push((key, (index, children)));
        }
    }
    let mut grids: Vec<Grid> = Vec::new();
    for rows in alike_by(alike) {
        let mut at = 0;
        while at < rows.len() {
            let (head, heads) = &rows[at];
            if !is_box_header(tree, heads) {
                at += 1;
                continue;
            }
            let mut grid = Grid {
                node: *head,
                columns: heads.iter().map(|&cell| column_label(tree, cell)).collect(),
                rows: Vec::new(),
                cards: false,
                covers: Vec::new(),
                sums: Vec::new(),
            };
            let mut next = at + 1;
            while next < rows.len()
                && rows[next].1.len().abs_diff(heads.len()) <= 1
                && !(is_box_header(tree, &rows[next].1) && same_texts(tree, heads, &rows[next].1))
            {
                let (row, cells) = &rows[next];
                let filled: Vec<Cell> = cells
                    .iter()
                    .enumerate()
                    .filter_map(|(position, &cell)| {
                        let lines = lines_of(tree, cell);
                        (!lines.is_empty()).then(|| Cell {
                            node: cell,
                            label: grid.columns.get(position).cloned().unwrap_or_default(),
                            lines,
                        })
                    })
                    .collect();
                let labelled = cells.iter().any(|&cell| tree.subtree(cell).any(|at| tree.tag(at) == "label"));
                if labelled {
                    break;
                }
                if filled.len() >= 2 && !is_total(tree, *row, &filled) {
                    grid.rows.push(Row { node: *row, cells: filled });
                }
                next += 1;
            }
            if grid.rows.is_empty() {
                at += 1;
                continue;
            }
            let last = grid.rows[grid.rows.len() - 1].node;
            if let Some(node) =
                std::iter::once(*head).chain(tree.ancestors(*head)).find(|&above| tree.holds(above, last))
            {
                grid.node = node;
                for row in &mut grid.rows {
                    // The whole row, not only the box of its cells: its id and link may stand outside.
                    let outer = std::iter::once(row.node)
                        .chain(tree.ancestors(row.node))
                        .take_while(|&above| above != node && !tree.holds(above, *head))
                        .last();
                    row.node = outer
                        .filter(|&outer| tree.subtree(outer).len() < tree.subtree(row.node).len() + 40)
                        .unwrap_or(row.node);
                }
                grid.covers = grid.rows.iter().map(|row| row.node).chain([*head]).collect();
                grids.push(grid);
            }
            at = next;
        }
    }
    grids.sort_by_key(|grid| (grid.node, usize::MAX - tree.subtree(grid.node).len()));
    let mut kept: Vec<Grid> = Vec::new();
    for grid in grids {
        if kept.last().is_none_or(|outer| !tree.holds(outer.node, grid.node)) {
            kept.push(grid);
        }
    }
    kept
}

fn same_texts(tree: &Tree, one: &[usize], other: &[usize]) -> bool {
    one.iter().zip(other).all(|(&a, &b)| tree.content(a) == tree.content(b))
}

fn is_box_header(tree: &Tree, cells: &[usize]) -> bool {
    let filled: Vec<Vec<String>> =
        cells.iter().map(|&cell| tree.content(cell)).filter(|lines| !lines.is_empty()).collect();
    let plain = !cells.iter().any(|&cell| {
        tree.is_button(cell)
            || matches!(tree.role(cell), "radio" | "tab" | "option" | "menuitem")
            || tree.subtree(cell).any(|at| {
                tree.is_control(at)
                    || tree.tag(at) == "label"
                    || (tree.tag(at) == "a" && tree.attr(at, "href").is_some_and(|href| href.len() > 1))
            })
    });
    let distinct: HashSet<&String> = filled.iter().flatten().collect();
    filled.len() >= 2
        && plain
        && distinct.len() == filled.len()
        && filled.iter().all(|lines| {
            lines.len() == 1
                && (is_label(&lines[0]) || lines[0].chars().count() <= 3)
                && lines[0].chars().count() <= 40
        })
}

/// Words in classes of cards.
const CARD_WORDS: &[&str] = &[
    "card", "kanban", "tile", "record", "item", "entry", "ticket", "result", "row", "box", "deal", "issue",
    "lead",
];

/// What an address leads to: the kind, the path without the id, and the id.
pub(crate) type Leads<'l> = dyn Fn(&str) -> Option<(Kind, String, String)> + 'l;

/// Cards by what they lead to, whatever their classes: the widest boxes that each lead to one record of the
/// same sort.
pub(crate) fn linked_cards(
    tree: &Tree,
    frame: &[bool],
    skip: &[bool],
    root: usize,
    leads: &Leads<'_>,
) -> Option<Grid> {
    let mut sorts: Vec<((Kind, String), (usize, String))> = Vec::new();
    for at in tree.subtree(root) {
        if tree.tag(at) != "a" || frame[at] || skip[at] {
            continue;
        }
        if let Some((kind, path, id)) = tree.attr(at, "href").and_then(leads) {
            sorts.push(((kind, path), (at, id)));
        }
    }
    let mut best: Option<(usize, Vec<usize>)> = None;
    for links in alike_by(sorts) {
        let nodes: Vec<usize> = links.iter().map(|(node, _)| *node).collect();
        // For each link the first one behind it that leads elsewhere.
        let mut turns = vec![links.len(); links.len()];
        for at in (0..links.len().saturating_sub(1)).rev() {
            turns[at] = if links[at].1 == links[at + 1].1 { turns[at + 1] } else { at + 1 };
        }
        let mut cards: Vec<usize> = Vec::new();
        for &link in &nodes {
            if cards.last().is_some_and(|&card| tree.holds(card, link)) {
                continue;
            }
            let mut card = link;
            for above in tree.ancestors(link).take(12) {
                let range = tree.subtree(above);
                let first = nodes.partition_point(|&node| node < range.start);
                let last = nodes.partition_point(|&node| node < range.end);
                if above == root || first >= links.len() || turns[first] < last || frame[above] {
                    break;
                }
                card = above;
            }
            cards.push(card);
        }
        let full: Vec<usize> = cards
            .into_iter()
            .filter(|&card| tree.subtree(card).len() <= 400)
            .filter(|&card| (1..=40).contains(&tree.content(card).len()))
            .collect();
        let rich = full.iter().filter(|&&card| tree.content(card).len() >= 2).count();
        if full.len() >= 2
            && rich * 2 >= full.len()
            && best.as_ref().is_none_or(|(known, _)| full.len() > *known)
        {
            best = Some((full.len(), full));
        }
    }
    board(tree, best?.1)
}

/// Cards of a board, or the entries of a list: boxes built alike, each with a name and more.
pub(crate) fn cards(tree: &Tree, frame: &[bool], skip: &[bool], root: usize) -> Option<Grid> {
    let mut alike: Vec<((String, String, String), usize)> = Vec::new();
    for index in tree.subtree(root) {
        if frame[index]
            || skip[index]
            || !tree.is_element(index)
            || matches!(tree.tag(index), "span" | "input" | "svg" | "img" | "label" | "td" | "th" | "tr")
        {
            continue;
        }
        let role = tree.role(index);
        let named = tree.class_says(index, CARD_WORDS)
            || matches!(role, "article" | "listitem" | "option" | "row")
            || tree.tag(index) == "article"
            || tree.tag(index) == "li";
        if !named {
            continue;
        }
        let first = tree
            .class(index)
            .split_whitespace()
            .find(|token| !token.chars().any(|c| c.is_ascii_digit()))
            .unwrap_or("")
            .to_owned();
        alike.push(((tree.tag(index).to_owned(), first, role.to_owned()), index));
    }
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for group in alike_by(alike) {
        // In the order of the page, what is within another stands right behind it.
        let mut outer: Vec<usize> = Vec::new();
        for &at in &group {
            if outer.last().is_none_or(|&last| !tree.holds(last, at)) {
                outer.push(at);
            }
        }
        let full: Vec<usize> = outer
            .into_iter()
            .filter(|&at| {
                let lines = tree.content(at);
                let length: usize = lines.iter().map(|line| line.chars().count()).sum();
                (1..=40).contains(&lines.len()) && length <= 1200
            })
            .collect();
        let rich = full.iter().filter(|&&at| tree.content(at).len() >= 2).count();
        if full.len() >= 2 && rich * 3 >= full.len() {
            groups.push((full.iter().map(|&at| tree.subtree(at).len()).sum(), full));
        }
    }
    // The columns of a board hold the cards; a card's wrapper is the card.
    groups.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut at = 0;
    if groups.is_empty() {
        return None;
    }
    let is_column = |index: usize| {
        tree.class_says(index, &["column", "col", "group", "lane", "swimlane", "stage", "board"])
    };
    while is_column(groups[at].1[0]) {
        let outer = &groups[at].1;
        let within = |card: usize| {
            let before = outer.partition_point(|&outer| outer < card);
            before > 0 && tree.holds(outer[before - 1], card)
        };
        let inner = (at + 1..groups.len()).find(|&inner| groups[inner].1.iter().all(|&card| within(card)));
        match inner {
            Some(inner) => at = inner,
            None => break,
        }
    }
    let (_, full) = groups.into_iter().nth(at)?;
    // Boxes of nothing but words are a menu, not cards.
    let telling = full.iter().filter(|&&card| is_telling(tree, card)).count();
    let linked = full.iter().any(|&card| {
        tree.subtree(card)
            .any(|at| tree.attr(at, "href").is_some_and(|href| href.chars().any(|c| c.is_ascii_digit())))
    });
    // Two boxes that lead nowhere are parts of a page.
    if telling * 2 < full.len() || full.len() < 3 && !linked {
        return None;
    }
    board(tree, full)
}

/// A grid of cards.
fn board(tree: &Tree, full: Vec<usize>) -> Option<Grid> {
    let (&first, &last) = (full.first()?, full.last()?);
    let node = std::iter::once(first).chain(tree.ancestors(first)).find(|&above| tree.holds(above, last))?;
    let rows = full
        .into_iter()
        .map(|card| {
            let cells = tree
                .content(card)
                .into_iter()
                .map(|line| Cell { node: card, label: String::new(), lines: vec![line] })
                .collect();
            Row { node: card, cells }
        })
        .collect();
    Some(Grid { node, columns: Vec::new(), rows, cards: true, covers: Vec::new(), sums: Vec::new() })
}

/// Whether a card tells of a record: a figure, a state, a link that names an id.
fn is_telling(tree: &Tree, card: usize) -> bool {
    let figure = tree.content(card).iter().any(|line| line.chars().any(|c| c.is_ascii_digit()));
    figure
        || tree.subtree(card).any(|at| tree.class_says(at, &["badge", "pill", "chip", "status", "state"]))
        || tree.subtree(card).any(|at| {
            tree.tag(at) == "a"
                && tree.attr(at, "href").is_some_and(|href| href.chars().any(|c| c.is_ascii_digit()))
        })
}
