//! Which part of an expression failed: the operator of a binary operation, the brackets of a
//! subscript or call.
//!
//! A traceback shows the text of the failing instruction's expression; the operation that failed
//! is the outermost one. To find it no syntax tree is needed: tokens at bracket depth 0 decide. A
//! comma, comparison or keyword there means an expression without a mark; else the binary operator
//! that binds weakest is the one; else the last bracket that follows an operand.

/// Characters of the text (lines, then columns) that are marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Anchor {
    pub start_line: usize,
    pub start_column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token {
    Operand,
    /// Opening bracket after an operand (call or subscript), else before one (display, group).
    Bracket {
        trailer: bool,
        open: char,
    },
    /// Binary operator with its precedence.
    Binary {
        precedence: u8,
    },
    /// Something that makes the expression no operation of interest.
    Other,
}

struct Placed {
    token: Token,
    line: usize,
    column: usize,
    width: usize,
}

/// The marked part of an expression, given as lines.
pub(super) fn find(lines: &[&str]) -> Option<Anchor> {
    let tokens = scan(lines)?;
    if tokens.is_empty() || tokens.iter().any(|placed| placed.token == Token::Other) {
        return None;
    }
    let mut weakest: Option<(u8, &Placed)> = None;
    for placed in &tokens {
        if let Token::Binary { precedence } = placed.token {
            // `**` groups from the right, all others from the left.
            let wins = weakest.is_none_or(|(best, _)| {
                precedence < best || precedence == best && precedence != POWER
            });
            if wins {
                weakest = Some((precedence, placed));
            }
        }
    }
    if let Some((_, operator)) = weakest {
        return Some(Anchor {
            start_line: operator.line,
            start_column: operator.column,
            end_line: operator.line,
            end_column: operator.column + operator.width,
        });
    }
    let last = tokens.last()?;
    let Token::Bracket { trailer: true, open } = last.token else { return None };
    if open == '{' {
        return None;
    }
    let end_line = lines.len() - 1;
    Some(Anchor {
        start_line: last.line,
        start_column: last.column,
        end_line,
        end_column: lines[end_line].chars().count(),
    })
}

const POWER: u8 = 7;

/// Words that make an expression, or a statement, without a mark.
const KEYWORDS: &[&str] = &[
    "and", "or", "not", "in", "is", "if", "else", "lambda", "for", "await", "yield", "from",
    "async", "raise", "return", "assert", "del", "import", "with", "as", "while", "class", "def",
    "try", "except", "finally", "global", "nonlocal", "pass", "break", "continue", "elif",
];

/// Tokens at depth 0; none where the text is no complete expression.
fn scan(lines: &[&str]) -> Option<Vec<Placed>> {
    let text: Vec<Vec<char>> = lines.iter().map(|line| line.chars().collect()).collect();
    let mut tokens: Vec<Placed> = Vec::new();
    let mut brackets: Vec<char> = Vec::new();
    let (mut line, mut column) = (0, 0);
    // Whether the last token ended an operand.
    let mut after_operand = false;
    while line < text.len() {
        let Some(&character) = text[line].get(column) else {
            line += 1;
            column = 0;
            continue;
        };
        let top = brackets.is_empty();
        if character == '#' || character == '\\' {
            line += 1;
            column = 0;
            continue;
        }
        if character.is_whitespace() {
            column += 1;
            continue;
        }
        let start = (line, column);
        if character.is_alphabetic() || character == '_' || character.is_ascii_digit() {
            let number = character.is_ascii_digit();
            while let Some(&next) = text[line].get(column) {
                let exponent = number
                    && matches!(next, '+' | '-')
                    && matches!(text[line][column - 1], 'e' | 'E')
                    && !text[line][start.1..column].iter().any(|c| matches!(c, 'x' | 'X'));
                if next.is_alphanumeric() || next == '_' || number && next == '.' || exponent {
                    column += 1;
                } else {
                    break;
                }
            }
            let word: String = text[line][start.1..column].iter().collect();
            let is_prefix = word.len() <= 2
                && word.chars().all(|c| "rRbBuUfFtT".contains(c))
                && matches!(text[line].get(column), Some('"' | '\''));
            if is_prefix {
                (line, column) = skip_string(&text, line, column)?;
                if top && !after_operand {
                    push(&mut tokens, Token::Operand, start, 1);
                }
                after_operand = true;
                continue;
            }
            let keyword = KEYWORDS.contains(&word.as_str());
            if top {
                let token = if keyword { Token::Other } else { Token::Operand };
                push(&mut tokens, token, start, 1);
            }
            after_operand = !keyword;
            continue;
        }
        if matches!(character, '"' | '\'') {
            (line, column) = skip_string(&text, line, column)?;
            if top && !after_operand {
                push(&mut tokens, Token::Operand, start, 1);
            }
            after_operand = true;
            continue;
        }
        column += 1;
        match character {
            '(' | '[' | '{' => {
                if top {
                    let token = Token::Bracket { trailer: after_operand, open: character };
                    push(&mut tokens, token, start, 1);
                }
                brackets.push(character);
                after_operand = false;
            }
            ')' | ']' | '}' => {
                brackets.pop()?;
                after_operand = true;
            }
            '.' => {
                let digit = text[line].get(column).is_some_and(char::is_ascii_digit);
                if digit && !after_operand {
                    continue;
                }
                if text[line].get(column) == Some(&'.') {
                    column += 2;
                    after_operand = true;
                } else {
                    after_operand = false;
                }
            }
            _ => {
                let next = text[line].get(column).copied();
                let doubled = matches!(
                    (character, next),
                    ('*', Some('*')) | ('/', Some('/')) | ('<', Some('<')) | ('>', Some('>'))
                );
                if doubled {
                    column += 1;
                }
                let width = if doubled { 2 } else { 1 };
                let precedence = match (character, doubled) {
                    ('|', _) => Some(1),
                    ('^', _) => Some(2),
                    ('&', _) => Some(3),
                    ('<' | '>', true) => Some(4),
                    ('+' | '-', _) => Some(5),
                    ('*', true) => Some(POWER),
                    ('*' | '/' | '%' | '@', _) => Some(6),
                    _ => None,
                };
                if top {
                    let token = match precedence {
                        Some(precedence) if after_operand => Token::Binary { precedence },
                        // A sign before its operand.
                        Some(5) => {
                            if tokens.is_empty() {
                                push(&mut tokens, Token::Operand, start, 1);
                            }
                            after_operand = false;
                            continue;
                        }
                        _ if character == '~' => {
                            after_operand = false;
                            continue;
                        }
                        _ => Token::Other,
                    };
                    push(&mut tokens, token, start, width);
                }
                after_operand = false;
            }
        }
    }
    brackets.is_empty().then_some(tokens)
}

fn push(tokens: &mut Vec<Placed>, token: Token, (line, column): (usize, usize), width: usize) {
    tokens.push(Placed { token, line, column, width });
}

/// The place behind a string literal that begins at a quote.
fn skip_string(text: &[Vec<char>], line: usize, column: usize) -> Option<(usize, usize)> {
    let quote = text[line][column];
    let triple =
        text[line].get(column + 1) == Some(&quote) && text[line].get(column + 2) == Some(&quote);
    let (mut line, mut column) = (line, column + if triple { 3 } else { 1 });
    loop {
        match text.get(line)?.get(column) {
            None => {
                line += 1;
                column = 0;
            }
            Some('\\') => column += 2,
            Some(&character) if character == quote => {
                if !triple {
                    return Some((line, column + 1));
                }
                let row = &text[line];
                if row.get(column + 1) == Some(&quote) && row.get(column + 2) == Some(&quote) {
                    return Some((line, column + 3));
                }
                column += 1;
            }
            Some(_) => column += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Option<String> {
        let lines: Vec<&str> = text.split('\n').collect();
        let anchor = find(&lines)?;
        assert_eq!(anchor.start_line, anchor.end_line);
        let characters: Vec<char> = lines[anchor.start_line].chars().collect();
        Some(characters[anchor.start_column..anchor.end_column].iter().collect())
    }

    #[test]
    fn outermost_operation_is_marked() {
        assert_eq!(marked("a + b * c").as_deref(), Some("+"));
        assert_eq!(marked("a - b - c").as_deref(), Some("-"));
        assert_eq!(marked("(a + b)[1]").as_deref(), Some("[1]"));
        assert_eq!(marked("f(x)(y, z)").as_deref(), Some("(y, z)"));
        assert_eq!(marked("x.f('(') // y").as_deref(), Some("//"));
        assert_eq!(marked("2 ** 3 ** x").as_deref(), Some("**"));
        assert_eq!(marked("1e-5 + x").as_deref(), Some("+"));
    }

    #[test]
    fn other_expressions_are_not() {
        for text in
            ["a < b", "a.b", "not f(x)", "a if b else c", "-x", "(a + b)", "f(x).y", "raise E(1)"]
        {
            assert_eq!(marked(text), None, "{text}");
        }
    }
}
