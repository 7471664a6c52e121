//! The committed corpus, once through every target.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use std::{fs, path::PathBuf};

use keyfob_fuzz::{TARGETS, target};

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

#[test]
fn every_target_survives_its_corpus() {
    for target in TARGETS {
        (target.seeds)().iter().for_each(|seed| (target.run)(seed));
        let mut inputs = 0;
        for file in fs::read_dir(folder(target.name)).expect("a corpus for each target") {
            inputs += 1;
            (target.run)(&fs::read(file.unwrap().path()).unwrap());
        }
        assert!(inputs > 0, "the corpus of {} is empty", target.name);
    }
}

#[test]
fn no_corpus_is_without_its_target() {
    for entry in fs::read_dir(folder("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(target(&name).is_some(), "{name}");
    }
}

#[test]
#[ignore = "makes the corpus to begin with"]
fn make_seeds() {
    for target in TARGETS {
        fs::create_dir_all(folder(target.name)).unwrap();
        for (number, seed) in (target.seeds)().iter().enumerate() {
            fs::write(folder(target.name).join(format!("seed-{number}")), seed).unwrap();
        }
    }
}
