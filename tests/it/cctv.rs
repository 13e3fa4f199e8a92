//! The age test vectors of C2SP/CCTV (tests/cctv, from c2sp.org/CCTV/age) through our own reader.

use std::fs;
use std::io::Read;

use flate2::read::ZlibDecoder;
use sha2::{Digest, Sha256};

use crate::practice::Practice;

/// What the age crate opens although the specification does not want it: files of before the stable
/// format, whose header is authentic all the same. `validate` calls their header damaged.
const LEGACY: &[&str] = &["stanza_missing_body", "stanza_missing_final_line"];

/// A test vector: what its head says, and the file behind it.
struct Vector {
    name: String,
    head: Vec<(String, String)>,
    file: Vec<u8>,
}

fn vectors() -> Vec<Vector> {
    let mut vectors: Vec<Vector> =
        fs::read_dir("tests/cctv").unwrap().map(|entry| vector(&entry.unwrap().path())).collect();
    vectors.sort_by(|a, b| a.name.cmp(&b.name));
    vectors
}

fn vector(path: &std::path::Path) -> Vector {
    let bytes = fs::read(path).unwrap();
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let head: Vec<(String, String)> = std::str::from_utf8(&bytes[..end])
        .unwrap()
        .lines()
        .map(|line| line.split_once(": ").unwrap())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let mut file = bytes[end + 2..].to_vec();
    if head.iter().any(|(key, value)| key == "compressed" && value == "zlib") {
        let packed = std::mem::take(&mut file);
        ZlibDecoder::new(&packed[..]).read_to_end(&mut file).unwrap();
    }
    Vector { name: path.file_name().unwrap().to_str().unwrap().to_owned(), head, file }
}

impl Vector {
    fn all(&self, key: &str) -> Vec<&str> {
        self.head.iter().filter(|(k, _)| k == key).map(|(_, value)| value.as_str()).collect()
    }
}

#[test]
fn every_vector_is_opened_or_refused_and_no_byte_of_a_failing_file_is_released() {
    let practice = Practice::with_client();
    let vectors = vectors();
    assert_eq!(vectors.len(), 123);
    let mut opened = 0;
    for vector in vectors {
        let place = "private/vault/clients/c-7f3k/2026-11-24-0930.md.age";
        practice.put(place, &vector.file);
        // A file that only a passphrase opens is no note of the vault, whatever it holds.
        let identities = match vector.all("identity") {
            none if none.is_empty() => {
                vec!["AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"]
            }
            some => some,
        };
        practice.put("home/.config/casenotes/identity.age", identities.join("\n"));
        let run = practice.run(&["vault", "show", "c-7f3k", "--raw"]);
        let expected = vector.all("expect")[0];
        let is_passphrase =
            !vector.all("passphrase").is_empty() && vector.all("identity").is_empty();
        if expected == "success" && !is_passphrase {
            assert_eq!(run.code(), 0, "{}: {run}", vector.name);
            let digest: String =
                Sha256::digest(run.out_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(vec![digest.as_str()], vector.all("payload"), "{}", vector.name);
            opened += 1;
        } else if LEGACY.contains(&vector.name.as_str()) {
            assert_eq!((expected, run.code()), ("header failure", 0), "{}: {run}", vector.name);
            let found = practice.run(&["validate", "--short"]);
            assert!(found.out().contains("error[VT004]"), "{}: {found}", vector.name);
        } else {
            assert_eq!((run.code(), run.out_bytes()), (2, &b""[..]), "{}: {run}", vector.name);
            assert!(run.err().contains("error: ") && run.err().contains("hint: "), "{run}");
        }
        if vector.file.len() > 1_000_000 {
            continue;
        }
        // A search reads no more than `show` does.
        let found = practice.run(&["vault", "search", "--show", "."]);
        assert_eq!(found.code() == 2, run.code() == 2, "{}: {found}", vector.name);
        if run.code() == 2 {
            assert_eq!(found.out_bytes(), b"", "{}: {found}", vector.name);
        }
    }
    assert_eq!(opened, 19);
}
