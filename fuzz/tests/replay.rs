//! Every property holds for every fixture and every seed, whatever property they were written for.

use std::path::{Path, PathBuf};
use std::{fs, io};

use cloudstack_codec_fuzz::PROPERTIES;

/// All files below a folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(self::files(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[test]
fn every_property_holds() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = files(&here.join("../tests/fixtures")).unwrap();
    let seeds = files(&here.join("seeds")).unwrap();
    assert!(!fixtures.is_empty() && !seeds.is_empty());
    for path in fixtures.iter().chain(&seeds) {
        let bytes = fs::read(path).unwrap();
        for (name, property) in PROPERTIES {
            // Shown where the property does not hold.
            println!("{name} {}", path.display());
            property(&bytes);
        }
    }
}
