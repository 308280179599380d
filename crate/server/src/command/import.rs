//! `muster import`: people and what shows that they know something.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use expertise::Role;
use protocol::api::Person;
use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::{
    app::open_data,
    db::{self, Db, evidence::Evidence},
    moment,
};

/// Imports people (`.csv`) or evidence of what they know (`.jsonl`).
///
/// People: a table whose first line names its columns: id, name, email, role, topics (several with `;`
/// between them). Evidence: a line of JSON for each piece: {id, time, kind, tags, text,
/// people: [{id, role, time}]}; a null text adds people to a piece that is there. Lines that cannot be
/// taken are reported, the others imported. An import can be repeated and goes on after a break; the
/// server may run meanwhile.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file: `.csv` or `.jsonl`.
    file: PathBuf,
    /// The folder with the server's database.
    #[arg(long, default_value = "data", env = "MUSTER_DATA")]
    data: PathBuf,
}

/// How many lines are kept at once.
const AT_ONCE: usize = 500;
/// The longest line of evidence, in bytes.
const LONGEST_LINE: u64 = 1024 * 1024;
/// How many refused lines are reported one by one.
const REPORTED: usize = 50;

/// What came of an import.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many lines were read.
    pub lines: usize,
    /// How many were taken, those included that were here already.
    pub taken: usize,
    /// How many brought something new.
    pub new: usize,
    /// The refused lines' numbers and why, the first fifty.
    pub refused: Vec<(usize, String)>,
    /// How many were refused.
    pub refusals: usize,
}

impl Report {
    fn refuse(&mut self, line: usize, why: impl Into<String>) {
        self.refusals += 1;
        if self.refused.len() < REPORTED {
            self.refused.push((line, why.into()));
        }
    }
}

/// Runs the command.
pub async fn run(args: &Args) -> anyhow::Result<()> {
    let (db, _) = open_data(&args.data).await?;
    let report = import(&db, &args.file).await?;
    for (line, why) in &report.refused {
        eprintln!("line {line}: {why}");
    }
    if report.refusals > report.refused.len() {
        eprintln!("… and {} more", report.refusals - report.refused.len());
    }
    println!(
        "{} lines read, {} taken ({} new), {} refused",
        report.lines, report.taken, report.new, report.refusals
    );
    let unknown = db::evidence::unknown_people(&mut *db.read().await?).await?;
    if unknown > 0 {
        println!(
            "{unknown} people in the evidence are not here: they are not suggested until \
             `muster import people.csv` brings them"
        );
    }
    db.close().await;
    if report.lines > 0 && report.taken == 0 {
        bail!("nothing in {} could be taken", args.file.display());
    }
    Ok(())
}

/// Imports a file by what its name ends with.
pub async fn import(db: &Db, file: &Path) -> anyhow::Result<Report> {
    let open = || File::open(file).with_context(|| format!("cannot read {}", file.display()));
    match file.extension().and_then(|end| end.to_str()) {
        Some("csv") => people(db, open()?).await,
        Some("jsonl" | "ndjson") => evidence(db, open()?).await,
        _ => bail!("{} is neither a .csv of people nor a .jsonl of evidence", file.display()),
    }
}

/// Imports people from a table.
async fn people(db: &Db, file: File) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut table =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(BufReader::new(file));
    let columns = table.headers().context("the first line cannot be read")?.clone();
    let column = |name| {
        columns.iter().position(|column| column.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
    };
    let [id, name, email, role, topics] = ["id", "name", "email", "role", "topics"].map(column);
    if id.is_none() || name.is_none() {
        bail!("the first line has to name the columns id and name (and may email, role, topics)");
    }
    let mut write = db.write().await?;
    let mut row = csv::ByteRecord::new();
    loop {
        let line = table.position().line() as usize;
        match table.read_byte_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                report.lines += 1;
                report.refuse(line, format!("cannot be read: {error}"));
                if error.is_io_error() {
                    break;
                }
                continue;
            }
        }
        let line = row.position().map_or(line, |position| position.line() as usize);
        report.lines += 1;
        let Ok(row) = csv::StringRecord::from_byte_record(row.clone()) else {
            report.refuse(line, "is not in UTF-8");
            continue;
        };
        if row.len() > columns.len() {
            report.refuse(
                line,
                format!(
                    "has {} columns, the first line {}: put a value that holds a comma in quotes",
                    row.len(),
                    columns.len()
                ),
            );
            continue;
        }
        let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default();
        let person = Person {
            id: cell(id).to_owned(),
            name: cell(name).to_owned(),
            role: cell(role).to_owned(),
            email: cell(email).to_owned(),
        };
        let topics: Vec<&str> =
            cell(topics).split(';').map(str::trim).filter(|topic| !topic.is_empty()).collect();
        match keep_person(&mut write, &person, &topics).await? {
            Ok(()) => {
                report.taken += 1;
                report.new += 1;
            }
            Err(why) => report.refuse(line, why),
        }
    }
    write.commit().await?;
    Ok(report)
}

/// Keeps a person; or says why not.
async fn keep_person(
    db: &mut SqliteConnection,
    person: &Person,
    topics: &[&str],
) -> anyhow::Result<Result<(), String>> {
    let refusal = if person.id.is_empty() {
        Some("has no id".to_owned())
    } else if person.id.len() > 64 || person.id.chars().any(|letter| letter.is_control() || letter == '/') {
        Some("has an id that is longer than 64 bytes or holds a slash".to_owned())
    } else if person.name.is_empty() {
        Some("has no name".to_owned())
    } else if !person.email.is_empty() && person.email.parse::<lettre::Address>().is_err() {
        Some(format!("has the mail address {:?}, which is none", person.email))
    } else {
        let others = db::person::named(db, &person.email).await?;
        others
            .iter()
            .find(|other| {
                !person.email.is_empty()
                    && other.id != person.id
                    && other.email.eq_ignore_ascii_case(&person.email)
            })
            .map(|other| format!("has the mail address of {} (id {})", other.name, other.id))
    };
    if let Some(refusal) = refusal {
        return Ok(Err(refusal));
    }
    db::person::keep(db, person, topics).await?;
    Ok(Ok(()))
}

/// A line of evidence.
#[derive(Deserialize)]
struct Line {
    id: String,
    time: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    text: Option<String>,
    #[serde(default)]
    people: Vec<LinePart>,
}

#[derive(Deserialize)]
struct LinePart {
    id: String,
    role: String,
    time: Option<String>,
}

/// Imports evidence line by line. How far it came is kept with what was taken, so that after a break
/// the same file goes on where it stopped.
async fn evidence(db: &Db, mut file: File) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let source = fingerprint(&mut file)?;
    let (mut bytes, mut lines) = db::evidence::imported(&mut *db.read().await?, &source).await?;
    file.seek(SeekFrom::Start(bytes))?;
    let mut reader = BufReader::new(file);
    let mut buffer = Vec::new();
    loop {
        let mut write = db.write().await?;
        let mut ended = false;
        for _ in 0..AT_ONCE {
            buffer.clear();
            let read = (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut buffer)?;
            if read == 0 {
                ended = true;
                break;
            }
            bytes += read as u64;
            lines += 1;
            let whole = buffer.ends_with(b"\n") || (read as u64) < LONGEST_LINE;
            if !whole {
                bytes += skip_line(&mut reader)?;
            }
            if buffer.trim_ascii().is_empty() {
                continue;
            }
            report.lines += 1;
            let kept = if whole {
                keep_line(&mut write, &buffer).await?
            } else {
                Err(format!("is longer than {LONGEST_LINE} bytes"))
            };
            match kept {
                Ok(new) => {
                    report.taken += 1;
                    report.new += usize::from(new);
                }
                Err(why) => report.refuse(lines as usize, why),
            }
        }
        db::evidence::set_imported(&mut write, &source, (bytes, lines)).await?;
        write.commit().await?;
        if ended {
            break;
        }
    }
    if report.refusals > 0 {
        // Refused lines may be taken next time: what they add to may have come by then.
        let mut write = db.write().await?;
        db::evidence::set_imported(&mut write, &source, (0, 0)).await?;
        write.commit().await?;
    }
    Ok(report)
}

/// What tells a file from another: its first mebibyte and its length.
fn fingerprint(file: &mut File) -> anyhow::Result<String> {
    let mut start = Vec::new();
    file.take(1024 * 1024).read_to_end(&mut start)?;
    let length = file.metadata()?.len();
    Ok(format!("{length}-{}", blake3::hash(&start).to_hex()))
}

fn skip_line(reader: &mut BufReader<File>) -> anyhow::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(skipped);
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        skipped += used as u64;
        if end.is_some() {
            return Ok(skipped);
        }
    }
}

/// Keeps a line's evidence, whether it brings something new; or says why not.
async fn keep_line(db: &mut SqliteConnection, line: &[u8]) -> anyhow::Result<Result<bool, String>> {
    let line: Line = match serde_json::from_slice(line) {
        Ok(line) => line,
        Err(error) => return Ok(Err(format!("is not a piece of evidence: {error}"))),
    };
    let time = line.time.as_deref().map(|time| moment::parse(time).ok_or(time));
    let time = match time.transpose() {
        Ok(time) => time,
        Err(time) => return Ok(Err(format!("has the time {time:?}, which is none"))),
    };
    if line.id.is_empty() || line.id.starts_with(db::evidence::THREAD) {
        return Ok(Err(format!("has the id {:?}, which is not allowed", line.id)));
    }
    let mut parts = Vec::new();
    for part in &line.people {
        if Role::parse(&part.role).is_none() {
            return Ok(Err(format!("has the role {:?}, which is not known", part.role)));
        }
        let at = match &part.time {
            Some(at) => moment::parse(at),
            None => time.clone(),
        };
        let Some(at) = at else {
            return Ok(Err(format!("does not say when {} had their part", part.id)));
        };
        parts.push((part.id.as_str(), part.role.as_str(), at));
    }
    let mut new = false;
    if let Some(text) = &line.text {
        let Some(time) = &time else {
            return Ok(Err("has no time".to_owned()));
        };
        let evidence = Evidence {
            id: &line.id,
            time,
            kind: line.kind.as_deref().unwrap_or("item"),
            tags: &line.tags,
            text,
            record: None,
            thread: None,
        };
        new = db::evidence::keep(db, &evidence).await?;
    } else if !db::evidence::exists(db, &line.id).await? {
        return Ok(Err(format!("has no text and adds to {:?}, which is not here", line.id)));
    }
    for (person, role, at) in parts {
        new |= db::evidence::keep_part(db, &line.id, (person, role, &at)).await?;
    }
    Ok(Ok(new))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    async fn imported(name: &str, content: &[u8]) -> (Db, Report, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(folder.path()).await.unwrap();
        let report = again(&db, &folder, name, content).await;
        (db, report, folder)
    }

    async fn again(db: &Db, folder: &tempfile::TempDir, name: &str, content: &[u8]) -> Report {
        let path = folder.path().join(name);
        File::create(&path).unwrap().write_all(content).unwrap();
        import(db, &path).await.unwrap()
    }

    fn refusals(report: &Report) -> Vec<(usize, &str)> {
        report.refused.iter().map(|(line, why)| (*line, why.as_str())).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn good_people_are_taken_and_bad_lines_named() {
        let table = b"id,name,email,role,topics\n\
            p1,\"Okafor, Ada\",ada@example.com,Controller,hotel limits; per diem\n\
            ,Nobody,,,\n\
            p2,Bo,not-an-address,,\n\
            p3,Cy,ADA@example.com,,\n\
            p4,Di\xff,,,\n\
            p5,Ed,,,,,extra\n\
            p6,Flo\n";
        let (db, report, folder) = imported("people.csv", table).await;
        let found = refusals(&report);
        assert_eq!((report.lines, report.taken), (7, 2), "{found:?}");
        assert_eq!(found[0], (3, "has no id"));
        assert_eq!(found[1], (4, "has the mail address \"not-an-address\", which is none"));
        assert_eq!(found[2], (5, "has the mail address of Okafor, Ada (id p1)"));
        assert_eq!(found[3], (6, "is not in UTF-8"));
        assert!(found[4].1.starts_with("has 7 columns"), "{found:?}");
        let repeated = again(&db, &folder, "people.csv", table).await;
        assert_eq!(repeated.taken, 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn evidence_is_taken_once_however_often_it_is_imported() {
        let line = br#"{"id":"t1","time":"2026-01-05T10:00:00Z","kind":"ticket","tags":["vat"],"text":"VAT on hotel","people":[{"id":"p1","role":"resolved","time":"2026-01-05T12:00:00Z"}]}
{"id":"t1","time":"2026-01-06T10:00:00Z","text":null,"people":[{"id":"p2","role":"answered","time":"2026-01-06T10:00:00Z"}]}
"#;
        let (db, report, folder) = imported("history.jsonl", line).await;
        assert_eq!((report.lines, report.taken, report.new), (2, 2, 2), "{report:?}");
        let repeated = again(&db, &folder, "history.jsonl", line).await;
        assert_eq!(repeated, Report::default());
        let copy = [line.as_slice(), b"\n"].concat();
        let copied = again(&db, &folder, "copy.jsonl", &copy).await;
        assert_eq!((copied.lines, copied.taken, copied.new), (2, 2, 0), "{copied:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn bad_evidence_is_refused_line_by_line() {
        for (line, expected) in [
            (&b"{"[..], "is not a piece of evidence"),
            (b"\xff\xfe", "is not a piece of evidence"),
            (br#"{"id":"a","text":"x","time":"May"}"#, "has the time"),
            (br#"{"id":"a","text":"x"}"#, "has no time"),
            (br#"{"id":"thread-1","text":"x","time":"2026-01-05T10:00:00Z"}"#, "is not allowed"),
            (br#"{"id":"a","text":null,"time":"2026-01-05T10:00:00Z"}"#, "is not here"),
            (
                br#"{"id":"a","text":"x","time":"2026-01-05T10:00:00Z","people":[{"id":"p","role":"hero"}]}"#,
                "\"hero\"",
            ),
            (&[b'x'; 2 * 1024 * 1024], "is longer than"),
        ] {
            let good = br#"{"id":"good","text":"x","time":"2026-01-05T10:00:00Z"}"#;
            let content = [line, good].join(&b'\n');
            let (_db, report, _folder) = imported("history.jsonl", &content).await;
            assert_eq!((report.lines, report.taken), (2, 1), "{report:?}");
            assert_eq!(report.refused[0].0, 1);
            assert!(report.refused[0].1.contains(expected), "{report:?}");
        }
    }
}
