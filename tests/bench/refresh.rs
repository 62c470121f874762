//! A morning's refresh: a thousand feeds of twenty articles from a server on this machine, all new and then
//! all unchanged, by byline and by a floor on the same machine in the same run.
//!
//! `cargo bench --bench refresh`. The floor is made of parts by others: reqwest, feed-rs, SQLite with the
//! bodies apart and commits as safe as byline's; no decoding, no repair, no gate, no marks, no schedule. Each
//! runs as a process of its own, and the server as another, so that processor time is counted for each.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, header};
use hyper_util::rt::TokioIo;
use rusqlite::{Connection, params};

/// Feeds that are asked for.
const FEEDS: usize = 1_000;
/// Articles of each.
const ENTRIES: usize = 20;
/// Requests that the floor has under way.
const FLOOR_CONCURRENCY: usize = 100;
/// Runs of each, of which the median is told.
const ROUNDS: usize = 5;
/// Between two looks at a process's memory.
const LOOK: Duration = Duration::from_millis(2);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve"] => block_on(serve()),
        ["floor", database, server] => block_on(floor(Path::new(database), server)),
        _ if Path::new("/proc/self/stat").exists() => compare(),
        _ => println!("refresh: skipped, this system has no /proc to count processor time with"),
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(work)
}

// What is compared.

fn compare() {
    let this = std::env::current_exe().expect("this program's path");
    let server = Server::start(&this);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bytes: usize = (0..FEEDS).map(|feed| document(feed).len()).sum();
    println!(
        "{FEEDS} feeds of {ENTRIES} articles, {} MB, median of {ROUNDS}:",
        bytes / 1_000_000
    );
    let mut runs: [Vec<Cost>; 4] = Default::default();
    for round in 0..ROUNDS {
        let database = folder.path().join(format!("floor{round}.db"));
        let home = folder.path().join(format!("home{round}"));
        subscribe(&home, &server.address);
        let floor = || {
            let mut command = Command::new(&this);
            command.arg("floor").arg(&database).arg(&server.address);
            command
        };
        let byline = || {
            let mut command = byline(&home);
            command.arg("refresh");
            command
        };
        let costs = [cost(floor()), cost(byline()), cost(floor()), cost(byline())];
        for (run, cost) in runs.iter_mut().zip(costs) {
            run.push(cost);
        }
    }
    drop(server);
    let [floor_new, byline_new, floor_same, byline_same] = runs.map(median);
    println!("                        wall s   CPU s   peak MB   CPU of the floor");
    for (name, cost, floor) in [
        ("all new: floor", floor_new, floor_new),
        ("all new: byline", byline_new, floor_new),
        ("unchanged: floor", floor_same, floor_same),
        ("unchanged: byline", byline_same, floor_same),
    ] {
        println!(
            "{name:<22} {:>7.2} {:>7.2} {:>9} {:>11.2} times",
            cost.wall.as_secs_f64(),
            cost.cpu_seconds,
            cost.peak_kib / 1024,
            cost.cpu_seconds / floor.cpu_seconds
        );
    }
}

/// What one process took.
#[derive(Clone, Copy, Default)]
struct Cost {
    wall: Duration,
    cpu_seconds: f64,
    peak_kib: u64,
}

fn median(mut runs: Vec<Cost>) -> Cost {
    runs.sort_by(|a, b| a.cpu_seconds.total_cmp(&b.cpu_seconds));
    runs[runs.len() / 2]
}

fn cost(mut command: Command) -> Cost {
    let (before, begun) = (children_seconds(), Instant::now());
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(peak_of(child.id()));
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    assert!(status.success(), "{command:?} failed");
    Cost {
        wall: begun.elapsed(),
        cpu_seconds: children_seconds() - before,
        peak_kib,
    }
}

/// Processor time of all children that have ended, theirs and the system's for them.
fn children_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc/self/stat");
    // Behind the name, which may hold blanks: the fields from the third on (proc_pid_stat(5)).
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |field: usize| fields[field - 3].parse::<f64>().unwrap_or(0.0);
    (ticks(16) + ticks(17)) / 100.0
}

/// The most memory that a process has held so far, in KiB; 0 once it has ended.
fn peak_of(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn byline(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
    command.arg("--home").arg(home);
    command
}

fn subscribe(home: &Path, server: &str) {
    let urls: String = (0..FEEDS)
        .map(|feed| format!("{server}/{feed}\n"))
        .collect();
    std::fs::create_dir_all(home).expect("a home");
    let list = home.join("urls");
    std::fs::write(&list, urls).expect("a list of feeds");
    let status = byline(home)
        .arg("import")
        .arg(&list)
        .stdout(Stdio::null())
        .status()
        .expect("byline starts");
    assert!(status.success(), "the feeds cannot be imported");
}

// The floor.

async fn floor(database: &Path, server: &str) {
    let connection = Connection::open(database).expect("a database");
    connection
        .execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = FULL;
             CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, etag TEXT);
             CREATE TABLE IF NOT EXISTS article (id INTEGER PRIMARY KEY, feed TEXT, guid TEXT, title TEXT,
                 link TEXT, published INTEGER, UNIQUE (feed, guid));
             CREATE TABLE IF NOT EXISTS body (article INTEGER PRIMARY KEY, html TEXT);",
        )
        .expect("tables");
    // The provider that byline uses too; the floor asks without encryption.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let etags = (0..FEEDS).map(|feed| {
        let url = format!("{server}/{feed}");
        let etag: Option<String> = connection
            .query_row("SELECT etag FROM feed WHERE url = ?1", [&url], |row| {
                row.get(0)
            })
            .ok();
        (url, etag)
    });
    let mut answers = futures_util::stream::iter(etags.collect::<Vec<_>>())
        .map(|(url, etag)| fetch_and_parse(client.clone(), url, etag))
        .buffer_unordered(FLOOR_CONCURRENCY)
        .ready_chunks(FLOOR_CONCURRENCY);
    while let Some(answers) = answers.next().await {
        connection.execute_batch("BEGIN").expect("a transaction");
        for (url, etag, feed) in answers.into_iter().flatten() {
            keep(&connection, &url, &etag, feed).expect("the feed is kept");
        }
        connection.execute_batch("COMMIT").expect("a commit");
    }
}

async fn fetch_and_parse(
    client: reqwest::Client,
    url: String,
    etag: Option<String>,
) -> Option<(String, String, feed_rs::model::Feed)> {
    let mut request = client.get(&url);
    if let Some(etag) = etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    let answer = request.send().await.expect("an answer");
    if answer.status() == 304 {
        return None;
    }
    let etag = answer.headers()[header::ETAG]
        .to_str()
        .expect("a tag")
        .to_owned();
    let body = answer.bytes().await.expect("a body");
    let feed = tokio::task::spawn_blocking(move || feed_rs::parser::parse(&body[..]));
    let feed = feed.await.expect("the parser ends").expect("a feed");
    Some((url, etag, feed))
}

fn keep(
    connection: &Connection,
    url: &str,
    etag: &str,
    feed: feed_rs::model::Feed,
) -> rusqlite::Result<()> {
    for entry in feed.entries {
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO article (feed, guid, title, link, published) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                url,
                entry.id,
                entry.title.map(|title| title.content),
                entry.links.first().map(|link| link.href.as_str()),
                entry.published.map(|published| published.timestamp()),
            ])?;
        connection
            .prepare_cached("INSERT OR REPLACE INTO body (article, html) VALUES (?1, ?2)")?
            .execute(params![
                connection.last_insert_rowid(),
                entry.content.and_then(|content| content.body),
            ])?;
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO feed (url, etag) VALUES (?1, ?2)")?
        .execute([url, etag])?;
    Ok(())
}

// The server.

/// The server's process, which ends with this value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(this: &Path) -> Server {
        let mut process = Command::new(this)
            .arg("serve")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut address = String::new();
        let out = process.stdout.take().expect("the server's output");
        BufReader::new(out)
            .read_line(&mut address)
            .expect("the server's address");
        Server {
            process,
            address: address.trim().to_owned(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has no other way to end; if it has ended already, there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn serve() {
    let documents: Vec<Bytes> = (0..FEEDS).map(|feed| Bytes::from(document(feed))).collect();
    let documents: &'static [Bytes] = documents.leak();
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .expect("a port");
    println!("http://{}", listener.local_addr().expect("its address"));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let service = service_fn(move |request| async move { answer(documents, &request) });
            // A client that goes away is none of the server's business.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn answer(
    documents: &[Bytes],
    request: &Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    const ETAG: &str = "\"1\"";
    let number = request
        .uri()
        .path()
        .trim_start_matches('/')
        .parse::<usize>();
    let document = number.ok().and_then(|number| documents.get(number));
    let is_known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|tag| tag == ETAG);
    let (status, body) = match document {
        None => (404, Bytes::new()),
        Some(_) if is_known => (304, Bytes::new()),
        Some(document) => (200, document.clone()),
    };
    Ok(Response::builder()
        .status(status)
        .header(header::ETAG, ETAG)
        .header(header::CONTENT_TYPE, "application/xml")
        .body(Full::new(body))
        .expect("a sound answer"))
}

// The feeds: two of three RSS 2.0 with CDATA, one of three Atom with escaped HTML, as they are met.

fn document(feed: usize) -> String {
    let mut text = Words(feed as u64 + 1);
    if feed % 3 == 2 {
        atom(feed, &mut text)
    } else {
        rss(feed, &mut text)
    }
}

fn rss(feed: usize, text: &mut Words) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\">\n\
         <channel>\n<title>Blog {feed}</title>\n<link>https://blog{feed}.example/</link>\n"
    );
    for entry in 0..ENTRIES {
        let _ = write!(
            xml,
            "<item>\n  <title>{}</title>\n  <link>https://blog{feed}.example/{entry}/</link>\n  \
             <guid isPermaLink=\"false\">https://blog{feed}.example/?p={entry}</guid>\n  \
             <pubDate>Tue, {:02} Nov 2026 {:02}:30:00 +0000</pubDate>\n  <dc:creator><![CDATA[Ann Author]]></dc:creator>\n  \
             <category>news</category>\n  <description><![CDATA[{}]]></description>\n  \
             <content:encoded><![CDATA[{}]]></content:encoded>\n  \
             <comments>https://blog{feed}.example/{entry}/#comments</comments>\n  \
             <wfw:commentRss>https://blog{feed}.example/{entry}/feed/</wfw:commentRss>\n  \
             <slash:comments>{entry}</slash:comments>\n</item>\n",
            text.sentence(6),
            entry + 1,
            feed % 24,
            text.sentence(20),
            text.body()
        );
    }
    xml + "</channel>\n</rss>\n"
}

fn atom(feed: usize, text: &mut Words) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>Journal {feed}</title>\n<id>urn:blog:{feed}</id>\n<updated>2026-11-20T10:00:00Z</updated>\n"
    );
    for entry in 0..ENTRIES {
        let body = text.body().replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(
            xml,
            "<entry>\n  <title>{}</title>\n  <id>urn:blog:{feed}:{entry}</id>\n  \
             <link rel=\"alternate\" href=\"https://journal{feed}.example/{entry}\"/>\n  \
             <published>2026-11-{:02}T10:00:00Z</published>\n  <updated>2026-11-{:02}T11:00:00Z</updated>\n  \
             <author><name>Ann Author</name></author>\n  <content type=\"html\">{body}</content>\n</entry>\n",
            text.sentence(6),
            entry + 1,
            entry + 1,
        );
    }
    xml + "</feed>\n"
}

/// Text that is the same in every run: words by a linear congruence.
struct Words(u64);

impl Words {
    fn number(&mut self, below: u64) -> u64 {
        // Knuth's MMIX; the upper bits are the better ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn sentence(&mut self, words: usize) -> String {
        const WORDS: [&str; 24] = [
            "the",
            "harbour",
            "was",
            "closed",
            "for",
            "most",
            "of",
            "winter",
            "and",
            "nobody",
            "knew",
            "whether",
            "ferry",
            "would",
            "come",
            "back",
            "fiancée",
            "a",
            "council",
            "said",
            "tram",
            "in",
            "Москва",
            "it",
        ];
        let words: Vec<&str> = (0..words)
            .map(|_| WORDS[self.number(WORDS.len() as u64) as usize])
            .collect();
        words.join(" ")
    }

    /// A body of about 4 KB: paragraphs with links and emphasis, a heading, a list, a quotation.
    fn body(&mut self) -> String {
        let mut html = String::new();
        for paragraph in 0..6 {
            let number = self.number(100_000);
            let _ = writeln!(
                html,
                "<p>{}, <a href=\"https://www.example.org/{number}/page?id={number}&amp;ref=feed\">{}</a> {} \
                 <em>{}</em> AT&amp;T.</p>",
                self.sentence(40),
                self.sentence(3),
                self.sentence(30),
                self.sentence(3),
            );
            match paragraph {
                1 => {
                    let _ = writeln!(html, "<h2>{}</h2>", self.sentence(4));
                }
                2 => {
                    let _ = writeln!(
                        html,
                        "<ol>\n  <li>{}.</li>\n  <li>{}.</li>\n</ol>",
                        self.sentence(20),
                        self.sentence(20)
                    );
                }
                3 => {
                    let _ = writeln!(
                        html,
                        "<blockquote><p>{}</p></blockquote>",
                        self.sentence(40)
                    );
                }
                _ => {}
            }
        }
        html
    }
}
