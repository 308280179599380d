//! A zip archive whose bytes depend on the files alone: sorted names, one date, one mode.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// Packs every file below `folder` into `archive`, with other content for the files that `instead` names.
///
/// # Errors
/// When a file cannot be read or the archive cannot be written.
pub(crate) fn write(folder: &Path, archive: &Path, instead: &[(&str, &[u8])]) -> anyhow::Result<()> {
    let mut files: Vec<PathBuf> = WalkDir::new(folder)
        .into_iter()
        .filter_map(|entry| {
            entry.map(|entry| entry.file_type().is_file().then(|| entry.into_path())).transpose()
        })
        .collect::<Result<_, _>>()?;
    files.sort();

    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(File::create(archive)?);
    for file in files {
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        zip.start_file(&name, options)?;
        match instead.iter().find(|(other, _)| *other == name) {
            Some((_, bytes)) => zip.write_all(bytes)?,
            None => zip.write_all(&fs::read(&file)?)?,
        }
    }
    zip.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        for name in ["b.txt", "a.txt"] {
            fs::write(folder.path().join("in").join(name), name).unwrap();
        }
        let pack = |name: &str| {
            let archive = folder.path().join(name);
            write(&folder.path().join("in"), &archive, &[]).unwrap();
            fs::read(archive).unwrap()
        };
        let first = pack("1.zip");
        fs::write(folder.path().join("in/a.txt"), "a.txt").unwrap();
        assert_eq!(first, pack("2.zip"));
    }
}
