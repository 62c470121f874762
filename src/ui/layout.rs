//! Where the panes stand: side by side in boxes, stacked under titled rules, or one alone.

use ratatui::layout::Rect;
use serde::{Deserialize, Serialize};

use super::pane::PaneName;

/// From this width on, panes stand side by side unless the reader says otherwise.
pub const WIDE_COLUMNS: u16 = 100;
/// Below this width only the focused pane is drawn.
pub const NARROW_COLUMNS: u16 = 60;
/// Below this height only the focused pane is drawn.
pub const LOW_ROWS: u16 = 16;
/// Rows of text that a stacked pane keeps without the focus.
const GLIMPSE_ROWS: u16 = 2;
/// The article list's width beside the others: a third of the screen within these bounds.
const LIST_COLUMNS: (u16, u16) = (34, 56);
/// Sevenths of the height that the article or the comments get when the other has the focus.
const SMALLER_SHARE: u16 = 3;
const SHARES: u16 = 7;
/// Below this height the line of key hints goes, below the next the header, then the status line.
const HINTS_FROM_ROWS: u16 = 8;
const HEADER_FROM_ROWS: u16 = 6;
const STATUS_FROM_ROWS: u16 = 3;

/// How the reader wants the panes to stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrangement {
    /// As the width allows.
    #[default]
    Automatic,
    /// Above one another, the focused one the largest.
    Stack,
    /// The list at the left, the article over its comments at the right.
    SideBySide,
    /// As side by side, without the list unless it has the focus.
    ListHidden,
}

/// What the screen's division depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The terminal's columns and rows.
    pub size: (u16, u16),
    /// The pane with the focus.
    pub focus: PaneName,
    /// Which of the article and its comments is the larger when the list has the focus.
    pub larger: PaneName,
    /// How the reader wants the panes to stand.
    pub arrangement: Arrangement,
    /// Whether the focused pane has the screen for itself.
    pub zoomed: bool,
    /// Whether an article is open; without one a stack is the list alone.
    pub has_article: bool,
}

/// What is drawn around a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A box; `joined` if another stands directly below and continues its sides.
    Box {
        /// Whether the sides go on below.
        joined: bool,
    },
    /// A rule with a title above it.
    Rule,
}

/// A pane's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Which pane.
    pub pane: PaneName,
    /// With its frame.
    pub outer: Rect,
    /// Without it.
    pub inner: Rect,
    /// The frame.
    pub frame: Frame,
}

/// The divided screen; areas that did not fit are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The first line.
    pub header: Rect,
    /// The panes that are drawn, in the order of `Tab`.
    pub slots: Vec<Slot>,
    /// The line that says what `Space` does.
    pub status: Rect,
    /// The line of key hints.
    pub hints: Rect,
}

impl Plan {
    /// A pane's place, if it is drawn.
    pub fn slot(&self, pane: PaneName) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.pane == pane)
    }
}

impl Wish {
    /// How the panes really stand.
    pub fn arrangement(&self) -> Arrangement {
        match self.arrangement {
            Arrangement::Automatic if self.size.0 >= WIDE_COLUMNS => Arrangement::SideBySide,
            Arrangement::Automatic => Arrangement::Stack,
            chosen => chosen,
        }
    }

    /// Whether only the focused pane is drawn.
    pub fn is_single(&self) -> bool {
        let (columns, rows) = self.size;
        self.zoomed || columns < NARROW_COLUMNS || rows < LOW_ROWS
    }

    /// Divides the screen.
    pub fn plan(&self) -> Plan {
        let (columns, rows) = self.size;
        let header_rows = u16::from(rows >= HEADER_FROM_ROWS);
        let status_rows = u16::from(rows >= STATUS_FROM_ROWS);
        let hint_rows = u16::from(rows >= HINTS_FROM_ROWS);
        let middle = Rect::new(
            0,
            header_rows,
            columns,
            rows - header_rows - status_rows - hint_rows,
        );
        let slots = if self.is_single() {
            vec![ruled(self.focus, middle)]
        } else {
            match self.arrangement() {
                Arrangement::SideBySide => self.side_by_side(middle),
                Arrangement::ListHidden if self.focus == PaneName::Articles => {
                    self.side_by_side(middle)
                }
                Arrangement::ListHidden => self.article_over_comments(middle).to_vec(),
                Arrangement::Stack | Arrangement::Automatic => self.stack(middle),
            }
        };
        Plan {
            header: Rect::new(0, 0, columns, header_rows),
            slots,
            status: Rect::new(0, middle.bottom(), columns, status_rows),
            hints: Rect::new(0, middle.bottom() + status_rows, columns, hint_rows),
        }
    }

    fn side_by_side(&self, area: Rect) -> Vec<Slot> {
        let (least, most) = LIST_COLUMNS;
        let columns = (area.width / 3).clamp(least.min(area.width / 2), most);
        let list = Rect {
            width: columns,
            ..area
        };
        let rest = Rect::new(area.x + columns, area.y, area.width - columns, area.height);
        let mut slots = vec![boxed(PaneName::Articles, list, false)];
        slots.extend(self.article_over_comments(rest));
        slots
    }

    fn article_over_comments(&self, area: Rect) -> [Slot; 2] {
        let smaller = area.height * SMALLER_SHARE / SHARES;
        let body_is_larger = self.larger == PaneName::Body;
        let rows = if body_is_larger {
            area.height - smaller
        } else {
            smaller
        };
        let body = Rect {
            height: rows,
            ..area
        };
        let comments = Rect::new(area.x, area.y + rows, area.width, area.height - rows);
        [
            boxed(PaneName::Body, body, true),
            boxed(PaneName::Comments, comments, false),
        ]
    }

    fn stack(&self, area: Rect) -> Vec<Slot> {
        if !self.has_article {
            return vec![ruled(self.focus, area)];
        }
        let others = 2 * (GLIMPSE_ROWS + 1);
        let mut top = area.y;
        PaneName::ALL
            .map(|pane| {
                let rows = if pane == self.focus {
                    area.height.saturating_sub(others)
                } else {
                    GLIMPSE_ROWS + 1
                };
                let slot = ruled(pane, Rect::new(area.x, top, area.width, rows));
                top += rows;
                slot
            })
            .to_vec()
    }
}

fn boxed(pane: PaneName, outer: Rect, joined: bool) -> Slot {
    let inner = Rect::new(
        outer.x + 1,
        outer.y + 1,
        outer.width.saturating_sub(2),
        outer.height.saturating_sub(2),
    );
    Slot {
        pane,
        outer,
        inner,
        frame: Frame::Box { joined },
    }
}

fn ruled(pane: PaneName, outer: Rect) -> Slot {
    let title = outer.height.min(1);
    let inner = Rect::new(outer.x, outer.y + title, outer.width, outer.height - title);
    Slot {
        pane,
        outer,
        inner,
        frame: Frame::Rule,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(columns: u16, rows: u16, focus: PaneName) -> Wish {
        Wish {
            size: (columns, rows),
            focus,
            larger: PaneName::Comments,
            arrangement: Arrangement::Automatic,
            zoomed: false,
            has_article: true,
        }
    }

    fn heights(plan: &Plan) -> Vec<u16> {
        plan.slots.iter().map(|slot| slot.inner.height).collect()
    }

    #[test]
    fn at_120_by_36_the_list_has_40_columns_and_the_comments_the_larger_part() {
        let plan = wish(120, 36, PaneName::Comments).plan();
        let list = plan.slot(PaneName::Articles).unwrap();
        assert_eq!((list.outer.width, list.outer.height), (40, 33));
        assert_eq!(plan.slot(PaneName::Body).unwrap().outer.height, 14);
        assert_eq!(plan.slot(PaneName::Comments).unwrap().inner.width, 78);
    }

    #[test]
    fn stacked_panes_shrink_to_two_rows_without_the_focus() {
        assert_eq!(
            heights(&wish(80, 24, PaneName::Comments).plan()),
            [2, 2, 14]
        );
        assert_eq!(heights(&wish(80, 24, PaneName::Body).plan()), [2, 14, 2]);
    }

    #[test]
    fn a_small_screen_and_a_zoomed_pane_are_one_pane() {
        assert_eq!(heights(&wish(50, 14, PaneName::Body).plan()), [10]);
        let zoomed = Wish {
            zoomed: true,
            ..wish(80, 24, PaneName::Body)
        };
        assert_eq!(zoomed.plan().slots[0].outer.height, 21);
    }

    #[test]
    fn no_size_is_too_small_and_nothing_overlaps_or_leaves_the_screen() {
        let arrangements = [
            Arrangement::Automatic,
            Arrangement::Stack,
            Arrangement::SideBySide,
            Arrangement::ListHidden,
        ];
        for columns in [0, 1, 2, 3, 20, 59, 60, 99, 100, 120, 200, 1000] {
            for rows in [0, 1, 2, 3, 5, 7, 8, 15, 16, 24, 60, 500] {
                for (focus, arrangement) in PaneName::ALL
                    .into_iter()
                    .flat_map(|focus| arrangements.map(|arrangement| (focus, arrangement)))
                {
                    let plan = Wish {
                        arrangement,
                        ..wish(columns, rows, focus)
                    }
                    .plan();
                    let screen = Rect::new(0, 0, columns, rows);
                    let mut areas = vec![plan.header, plan.status, plan.hints];
                    areas.extend(plan.slots.iter().map(|slot| slot.outer));
                    for (index, area) in areas.iter().enumerate() {
                        assert_eq!(screen.intersection(*area).area(), area.area());
                        for other in &areas[..index] {
                            assert!(area.intersection(*other).is_empty());
                        }
                    }
                    assert!(plan.slot(focus).is_some());
                }
            }
        }
    }
}
