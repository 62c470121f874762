//! What the list takes from the library, and where the selection goes when its article does.

use super::shown::Row;
use super::{ArticlesPane, Selected};
use crate::model::article::Article;
use crate::model::id::ArticleId;
use crate::model::library::Library;

impl ArticlesPane {
    /// Takes what the library holds now; the selection stays on its article, and where that is gone
    /// goes to the one in its place.
    pub fn sync(&mut self, library: &Library) {
        self.sequence.sync(library);
        let articles = library.articles();
        let (kept, limit) = (&mut self.kept, &mut self.limit);
        let names = limit.as_ref().map(|limit| limit.names(library));
        let mut unlimited = 0;
        let mut is_kept = |article: &Article| match kept {
            None => true,
            Some(kept) if library.row_has_unread(article) => {
                kept.insert(article.id);
                true
            }
            Some(kept) => kept.contains(&article.id),
        };
        let shown = self.sequence.places().iter().copied().filter(|place| {
            let article = &articles[*place];
            if library.row_of(article.id) != article.id || !is_kept(article) {
                return false;
            }
            unlimited += 1;
            match (limit.as_mut(), &names) {
                (Some(limit), Some(names)) => limit.shows(names, library, article),
                _ => true,
            }
        });
        self.shown.put(shown, library, self.grouping);
        self.unlimited = unlimited;
        if let Some(Selected::Article(id)) = &mut self.selected {
            *id = library.row_of(*id);
        }
        if self.row_of_selected(library).is_none() {
            self.selected = self.nearest(library);
        }
        self.place = self.row_of_selected(library).unwrap_or(0);
    }

    /// What to select instead of what is selected and not shown: the head of the folded group that it is
    /// in, else the article behind it in the list, else the one in front of it, else what stands where it
    /// stood.
    fn nearest(&self, library: &Library) -> Option<Selected> {
        let line = match &self.selected {
            Some(Selected::Article(id)) => self.nearest_line(library, *id),
            _ => None,
        };
        let head = |line| self.shown.head_over(line);
        let near = match line {
            Some(line) => match (self.shown.row_of_line(line), head(line)) {
                (None, Some(head)) => Some(Row::Head(head)),
                _ => Some(Row::Line(line)),
            },
            None => {
                let last = self.shown.rows().saturating_sub(1);
                self.shown.row(self.place.min(last))
            }
        };
        self.selection(library, near?)
    }

    fn nearest_line(&self, library: &Library, id: ArticleId) -> Option<usize> {
        let here = library.position(id)?;
        if let Some(line) = self.shown.line(here) {
            return Some(line);
        }
        let order = self.sequence.places();
        let here = order.iter().position(|place| *place == here)?;
        let line = |place: &usize| self.shown.line(*place);
        let behind = order[here..].iter().find_map(line);
        behind.or_else(|| order[..here].iter().rev().find_map(line))
    }
}
