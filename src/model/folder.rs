//! Where the reader keeps a subscription: folders, and folders inside folders.
//!
//! A folder may be called anything, also `TV/Film` or `Salt, pepper`. Written down, the folders of a path
//! are parted by `/` and several paths by `,`; where one of these belongs to a name, a backslash stands in
//! front of it: `TV\/Film,News/Daily`.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::safe::SafeText;

/// Folders inside folders; what lies deeper is put into the deepest.
const MAX_DEPTH: usize = 16;
/// Characters of a folder's name.
const MAX_NAME_CHARS: usize = 200;
/// Paths of one feed; a list that says more means to fill the screen.
const MAX_PATHS: usize = 100;

/// The names of folders, the outermost first; never without one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FolderPath(Vec<SafeText>);

impl FolderPath {
    /// A path of these names; nothing where none of them has a visible character.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<Self> {
        let shortened = |name: &str| match name.char_indices().nth(MAX_NAME_CHARS) {
            Some((end, _)) => SafeText::non_empty(&name[..end]),
            None => SafeText::non_empty(name),
        };
        let names = names.into_iter().filter_map(shortened);
        let names: Vec<SafeText> = names.take(MAX_DEPTH).collect();
        (!names.is_empty()).then_some(Self(names))
    }

    /// The names, the outermost first.
    pub fn names(&self) -> &[SafeText] {
        &self.0
    }

    /// Whether this folder is the other, or lies in it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Whether a name holds a character that parts names or paths.
    pub fn has_separators(&self) -> bool {
        let mut names = self.0.iter();
        names.any(|name| name.as_str().contains(['/', ',']))
    }

    fn write(&self, out: &mut String) {
        for (place, name) in self.0.iter().enumerate() {
            if place > 0 {
                out.push('/');
            }
            for letter in name.as_str().chars() {
                if matches!(letter, '/' | ',' | '\\') {
                    out.push('\\');
                }
                out.push(letter);
            }
        }
    }
}

/// As people read it: the names, parted by `/`.
impl fmt::Display for FolderPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, name) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_char('/')?;
            }
            f.write_str(name.as_str())?;
        }
        Ok(())
    }
}

/// The folders that a feed is in, each once; never without one. The list shows the feed in the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders(Vec<FolderPath>);

impl Folders {
    /// These folders, each once; nothing where there is none.
    pub fn of(paths: impl IntoIterator<Item = FolderPath>) -> Option<Self> {
        let mut paths = paths.into_iter();
        let mut folders = Self(vec![paths.next()?]);
        paths.for_each(|path| folders.add(path));
        Some(folders)
    }

    /// Reads what [`Folders::written`] writes, and what people type; nothing where no folder is named. A
    /// backslash in front of any other character is one.
    pub fn read(written: &str) -> Option<Self> {
        let mut paths = Vec::new();
        let (mut names, mut name) = (Vec::new(), String::new());
        let mut letters = written.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => name.push(
                    letters
                        .next_if(|next| matches!(next, '/' | ',' | '\\'))
                        .unwrap_or('\\'),
                ),
                '/' => names.push(std::mem::take(&mut name)),
                ',' => {
                    names.push(std::mem::take(&mut name));
                    paths.push(std::mem::take(&mut names));
                }
                letter => name.push(letter),
            }
        }
        names.push(name);
        paths.push(names);
        let path = |names: &Vec<String>| FolderPath::of(names.iter().map(String::as_str));
        Self::of(paths.iter().filter_map(path))
    }

    /// One line that [`Folders::read`] reads.
    pub fn written(&self) -> String {
        let mut written = String::new();
        for (place, path) in self.0.iter().enumerate() {
            if place > 0 {
                written.push(',');
            }
            path.write(&mut written);
        }
        written
    }

    /// Puts a path behind the others, unless it is among them.
    pub fn add(&mut self, path: FolderPath) {
        if self.0.len() < MAX_PATHS && !self.0.contains(&path) {
            self.0.push(path);
        }
    }

    /// The folder that the list shows the feed in.
    pub fn first(&self) -> &FolderPath {
        // There is one: nothing makes folders without.
        &self.0[0]
    }

    /// All of them.
    pub fn paths(&self) -> &[FolderPath] {
        &self.0
    }
}

/// As people read it: the paths, parted by commas.
impl fmt::Display for Folders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, path) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_char(',')?;
            }
            write!(f, "{path}")?;
        }
        Ok(())
    }
}

/// In a deed they stand as one line, or as nothing.
pub mod as_line {
    use super::{Deserialize, Deserializer, Folders, Serialize, Serializer};

    /// Writes the line.
    ///
    /// # Errors
    ///
    /// Fails where the serializer does.
    pub fn serialize<S: Serializer>(
        folders: &Option<Folders>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let line = folders.as_ref().map(Folders::written);
        line.serialize(serializer)
    }

    /// Reads the line.
    ///
    /// # Errors
    ///
    /// Fails where there is something else than a line of text or nothing.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Folders>, D::Error> {
        let line = Option::<String>::deserialize(deserializer)?;
        Ok(line.as_deref().and_then(Folders::read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(written: &str) -> Vec<Vec<String>> {
        let folders = Folders::read(written);
        let paths = folders.iter().flat_map(|folders| folders.paths());
        paths
            .map(|path| path.names().iter().map(ToString::to_string).collect())
            .collect()
    }

    #[test]
    fn a_name_may_hold_what_parts_names_and_paths() {
        assert_eq!(
            names(r"TV\/Film/Salt\, pepper,News/Daily"),
            [vec!["TV/Film", "Salt, pepper"], vec!["News", "Daily"]]
        );
        assert_eq!(names(r"back\\slash\"), [[r"back\slash\"]]);
        assert_eq!(names(r"C:\dir"), [[r"C:\dir"]]);
        assert_eq!(names(" / , ,/"), Vec::<Vec<String>>::new());
        assert_eq!(
            names("/News/ Daily ,fun,fun"),
            [vec!["News", "Daily"], vec!["fun"]]
        );
    }

    #[test]
    fn what_is_written_is_read_back_whatever_the_names_are() {
        let pieces = ["a", "/", ",", "\\", "b c"];
        for number in 0..5_usize.pow(5) {
            let name: String = (0..5)
                .map(|at| pieces[number / 5_usize.pow(at) % 5])
                .collect();
            let path = FolderPath::of([name.as_str(), "x\\"]).unwrap();
            let folders = Folders::of([path, FolderPath::of(["y"]).unwrap()]).unwrap();
            assert_eq!(Folders::read(&folders.written()), Some(folders), "{name}");
        }
    }

    #[test]
    fn names_depth_and_number_are_bounded() {
        let long = "n".repeat(10_000);
        let path = FolderPath::of(std::iter::repeat_n(long.as_str(), 1_000)).unwrap();
        assert_eq!(path.names().len(), MAX_DEPTH);
        assert_eq!(path.names()[0].as_str().len(), MAX_NAME_CHARS);
        let many: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
        assert_eq!(names(&many.join(",")).len(), MAX_PATHS);
    }
}
