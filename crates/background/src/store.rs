//! The store port: one IndexedDB database, one transaction for each list of writes, strict durability.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions};
use js_sys::{ArrayBuffer, Uint8Array};
use keyfob_app::{Blob, StoreProblem};
use keyfob_vault::{Area, Write};

const NAME: &str = "keyfob";
const VERSION: u32 = 1;
const AREAS: [Area; 3] = [Area::Meta, Area::Records, Area::Inbox];

fn name(area: Area) -> &'static str {
    match area {
        Area::Meta => "meta",
        Area::Records => "records",
        Area::Inbox => "inbox",
    }
}

/// The open database.
pub(crate) struct Store(Database);

impl Store {
    /// Opens the database and makes it at the first time.
    pub(crate) async fn open() -> Result<Self, StoreProblem> {
        let request = Database::open(NAME).with_version(VERSION).with_on_upgrade_needed(|_, database| {
            for area in AREAS {
                database.create_object_store(name(area)).build()?;
            }
            Ok(())
        });
        match request.await {
            Ok(database) => Ok(Self(database)),
            Err(_) => Err(StoreProblem::Failed),
        }
    }

    /// Writes all or nothing, and returns when it is on the disk.
    pub(crate) async fn write(&self, writes: Vec<Write>) -> Result<(), StoreProblem> {
        self.try_write(writes).await.map_err(|error| problem(&error))
    }

    async fn try_write(&self, writes: Vec<Write>) -> Result<(), Error> {
        let mut options = TransactionOptions::new();
        options.set_durability(TransactionDurability::Strict);
        let transaction =
            self.0.transaction(AREAS.map(name)).with_mode(TransactionMode::Readwrite).with_options(options).build()?;
        for write in writes {
            let store = transaction.object_store(name(write.area))?;
            match write.value {
                Some(bytes) => {
                    store.put(Uint8Array::from(bytes.as_slice()).buffer()).with_key(write.key).primitive()?;
                }
                None => store.delete(write.key).primitive()?.await?,
            }
        }
        transaction.commit().await
    }

    /// Reads; an empty key means everything in that area.
    pub(crate) async fn read(&self, keys: Vec<(Area, String)>) -> Result<Vec<Blob>, StoreProblem> {
        self.try_read(keys).await.map_err(|error| problem(&error))
    }

    /// Reads, and says how many entries `area` has.
    pub(crate) async fn read_and_count(
        &self,
        keys: Vec<(Area, String)>,
        area: Area,
    ) -> Result<(Vec<Blob>, usize), StoreProblem> {
        let both = async {
            let transaction = self.0.transaction(AREAS.map(name)).build()?;
            let count = transaction.object_store(name(area))?.count().primitive()?;
            let blobs = read_in(&transaction, keys).await?;
            let count: u32 = count.await?;
            Ok((blobs, usize::try_from(count).unwrap_or(usize::MAX)))
        };
        both.await.map_err(|error| problem(&error))
    }

    async fn try_read(&self, keys: Vec<(Area, String)>) -> Result<Vec<Blob>, Error> {
        read_in(&self.0.transaction(AREAS.map(name)).build()?, keys).await
    }
}

/// Reads within a transaction. All is asked for before the first answer is waited for.
async fn read_in(transaction: &Transaction<'_>, keys: Vec<(Area, String)>) -> Result<Vec<Blob>, Error> {
    let mut asked = Vec::with_capacity(keys.len());
    for (area, key) in keys {
        let store = transaction.object_store(name(area))?;
        let wanted = if key.is_empty() {
            let mut all = Vec::new();
            for key in store.get_all_keys::<String>().primitive()?.await? {
                all.push(key?);
            }
            all
        } else {
            vec![key]
        };
        for key in wanted {
            let value = store.get::<ArrayBuffer, _, _>(key.as_str()).primitive()?;
            asked.push((area, key, value));
        }
    }
    let mut blobs = Vec::with_capacity(asked.len());
    for (area, key, value) in asked {
        blobs.push((area, key, value.await?.map(|value| Uint8Array::new(&value).to_vec())));
    }
    Ok(blobs)
}

fn problem(error: &Error) -> StoreProblem {
    match error {
        // Looked at by its name; its text is the browser's own.
        Error::DomException(DomException::Other(exception)) if exception.name() == "QuotaExceededError" => {
            StoreProblem::Full
        }
        _ => StoreProblem::Failed,
    }
}
