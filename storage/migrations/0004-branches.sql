-- The directory of bank branches, and the tokens it is searched by.
-- Editions alternate between two halves of the search tables, so that one is read while the other is loaded.

CREATE TABLE branch_directory (
    id {integer} PRIMARY KEY CHECK (id = 1),
    edition {integer},
    loading {integer},
    latest {integer} NOT NULL,
    imported_at {integer},
    branches {integer},
    refused {integer}
) {strict};
INSERT INTO branch_directory (id, latest) VALUES (1, 0);

CREATE TABLE branch (
    edition {integer} NOT NULL,
    id {integer} NOT NULL,
    code TEXT NOT NULL CHECK (length(code) = 12),
    name TEXT NOT NULL,
    bank TEXT NOT NULL,
    city TEXT NOT NULL,
    province TEXT NOT NULL,
    PRIMARY KEY (edition, id)
) {strict};
CREATE UNIQUE INDEX branch_code ON branch (edition, code);

-- only: sqlite
-- Lists of rows by token and nothing else: no texts, no positions, no lengths.
CREATE VIRTUAL TABLE branch_search_even
USING fts5(tokens, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE branch_search_odd
USING fts5(tokens, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 0');
-- end

-- only: postgresql
CREATE TABLE branch_search_even (id BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL);
CREATE TABLE branch_search_odd (id BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL);
CREATE INDEX branch_search_even_tokens ON branch_search_even USING gin (tokens);
CREATE INDEX branch_search_odd_tokens ON branch_search_odd USING gin (tokens);
-- end
