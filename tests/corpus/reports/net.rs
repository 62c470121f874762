//! Answers of servers that other readers stumbled over, played by a script.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use byline::config::Config;
use byline::engine::{Engine, FeedOutcome, Subscribed, system_clock};
use byline::store::Store;

use crate::corpus;

/// The script, as long as it is wanted.
struct Server {
    process: Child,
    port: u16,
    said: Receiver<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts the script of the corpus; none, with a sentence, where there is no corpus or no Python.
    fn start() -> Option<Self> {
        let script: PathBuf = corpus("reports")?.join("net.py");
        let port = free_port();
        let process = Command::new("python3")
            .arg(script)
            .arg(port.to_string())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut process) = process else {
            let _ = writeln!(std::io::stderr(), "skipped: there is no python3");
            return None;
        };
        let (say, said) = channel();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| say.send(line))
        });
        let server = Self {
            process,
            port,
            said,
        };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the script does not answer");
    }

    fn url(&self, at: &str) -> String {
        format!("http://127.0.0.1:{}{at}", self.port)
    }

    /// What it says of the next request.
    fn next(&self) -> String {
        self.said.recv_timeout(Duration::from_secs(10)).unwrap()
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

async fn engine() -> Engine {
    let store = Store::in_memory().unwrap();
    Engine::open(store, Config::default(), system_clock())
        .await
        .unwrap()
}

fn titles(outcome: &FeedOutcome) -> Vec<&str> {
    let new = outcome.new.iter();
    new.map(|article| article.title.as_str()).collect()
}

async fn subscribed(address: &str) -> Subscribed {
    let subscribed = engine().await.subscribe(address).await;
    subscribed.unwrap_or_else(|error| panic!("{address}: {error}"))
}

#[tokio::test]
async fn the_validators_of_a_304_are_sent_the_next_time() {
    let Some(server) = Server::start() else {
        return;
    };
    let engine = engine().await;
    let subscribed = engine.subscribe(&server.url("/etag")).await.unwrap();
    server.next();
    for known in ["\"e1\"", "\"e2\"", "\"e3\""] {
        let feed = subscribed.outcome.feed.clone();
        engine.refresh(vec![feed], |_| {}).await.unwrap();
        let request = server.next();
        assert!(request.contains(known), "{known} in {request}");
    }
}

#[tokio::test]
async fn cookies_raw_redirects_and_bare_deflate_are_no_hindrance() {
    let Some(server) = Server::start() else {
        return;
    };
    for (at, title) in [
        ("/cookie", "behind the cookie"),
        ("/umlaut", "ferry"),
        ("/deflate", "raw deflate"),
    ] {
        let subscribed = subscribed(&server.url(at)).await;
        assert_eq!(titles(&subscribed.outcome), [title]);
    }
}
