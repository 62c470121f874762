//! `byline refresh`: what is printed where, and how it ends.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Output, Stdio};

use super::cli::{byline, home, stderr, stdout};
use tempfile::TempDir;

/// Answers every request with a feed of two articles, but `/broken`, which it refuses; returns its address.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..read]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default();
            let item =
                |name: &str| format!("<item><title>{name}</title><guid>{path}{name}</guid></item>");
            let (status, body) = match path {
                "/broken" => ("500 No", String::new()),
                _ => (
                    "200 OK",
                    format!(
                        "<rss><channel><title>Gazette {path}</title>{}{}</channel></rss>",
                        item("One"),
                        item("Two")
                    ),
                ),
            };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    address
}

/// A home with these feeds of a server.
fn subscribed(server: &str, paths: &[&str]) -> TempDir {
    let home = home();
    let urls: String = paths
        .iter()
        .map(|path| format!("{server}{path}\n"))
        .collect();
    std::fs::write(home.path().join("urls"), urls).unwrap();
    let imported = byline(home.path())
        .args(["import", "urls"])
        .output()
        .unwrap();
    assert_eq!(imported.status.code(), Some(0), "{}", stderr(&imported));
    home
}

fn refresh(home: &TempDir, more: &[&str]) -> Output {
    let mut command = byline(home.path());
    command.arg("refresh").args(more).output().unwrap()
}

#[test]
fn news_are_a_line_a_feed_and_trouble_stands_on_the_error_output() {
    let server = server();
    let home = subscribed(&server, &["/a", "/broken"]);
    let output = refresh(&home, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stdout(&output),
        "Gazette /a: 2 new\n2 articles new from 2 feeds, 1 failed\n"
    );
    // A feed that never answered is called by its address.
    let errors = stderr(&output);
    let host = server
        .trim_start_matches("http://")
        .split(':')
        .next()
        .unwrap();
    let place = server.trim_start_matches("http://");
    let line = format!("{place}/broken: {host} answered 500: it has trouble of its own\n");
    assert_eq!(errors, line);
}

#[test]
fn quiet_says_nothing_and_verbose_says_the_titles() {
    let server = server();
    let home = subscribed(&server, &["/a", "/broken"]);
    let output = refresh(&home, &["-q"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((stdout(&output), stderr(&output)), Default::default());
    let home = subscribed(&server, &["/a"]);
    let output = refresh(&home, &["-v"]);
    assert_eq!(output.status.code(), Some(0));
    let told = stdout(&output);
    let lines: Vec<&str> = told
        .lines()
        .map(|line| line.trim_start_matches([' ', '1', '2', '3']))
        .collect();
    assert!(lines.contains(&"One") && lines.contains(&"Two"), "{told}");
    assert_eq!(lines.last(), Some(&"articles new from 1 feed"));
    assert_eq!(stdout(&refresh(&home, &[])), "0 articles new from 1 feed\n");
}

#[test]
fn a_pipe_that_is_closed_ends_it_quietly_and_the_library_is_current() {
    let server = server();
    let paths: Vec<String> = (0..40).map(|number| format!("/{number}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let home = subscribed(&server, &paths);
    let program = assert_cmd::cargo::cargo_bin("byline");
    let mut child = std::process::Command::new(program)
        .args(["refresh", "-v"])
        .env_clear()
        .env("BYLINE_HOME", home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
    assert_eq!(
        stdout(&refresh(&home, &[])),
        "0 articles new from 40 feeds\n"
    );
}

#[test]
fn without_a_network_that_is_said_once_and_held_against_nobody() {
    let home = home();
    std::fs::write(
        home.path().join("urls"),
        "http://one.invalid/feed\nhttp://two.invalid/feed\nhttp://three.invalid/feed\n",
    )
    .unwrap();
    byline(home.path())
        .args(["import", "urls"])
        .output()
        .unwrap();
    let output = refresh(&home, &[]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(
        stdout(&output),
        "offline: no host can be reached, nothing could be asked\n"
    );
    assert_eq!(stderr(&output), "");
    let feeds = byline(home.path()).args(["feeds"]).output().unwrap();
    assert!(!stdout(&feeds).contains("failing"), "{}", stdout(&feeds));
}
