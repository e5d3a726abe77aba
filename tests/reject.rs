//! What is refused, by kind and offset: one row, one test.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use cloudstack_codec::ErrorKind::{self, *};
use cloudstack_codec::{Error, Fed, Jobs, MAX_ATTRIBUTES, MAX_DEPTH, Reader, Response, Scan};

mod common {
    pub(crate) mod fixture;
    pub(crate) mod sample;
}
use common::fixture;
use common::sample::Sample as _;

#[test]
fn any_version_1_is_read() {
    for version in ["1.0", "1.1", "1.10"] {
        let body = format!("<?xml version='{version}'?><a/>");
        assert_eq!(Response::parse_strict(body.as_bytes()).err(), None, "{version}");
    }
}

/// Reads a body to its end or to its error, which must stay where it is.
fn read(reader: Result<Reader<'_>, Error>) -> Result<(), Error> {
    let mut reader = reader?;
    loop {
        match reader.next() {
            Ok(Some(_)) => {}
            Ok(None) => {
                assert_eq!(reader.next(), Ok(None));
                return Ok(());
            }
            Err(error) => {
                assert_eq!(reader.next(), Err(error));
                return Err(error);
            }
        }
    }
}

fn read_jobs(body: &[u8]) -> Result<(), Error> {
    Jobs::new(body)?.try_for_each(|job| job.map(drop))
}

fn read_pieces(body: &[u8]) -> Result<(), Error> {
    let mut scan = Scan::new();
    for mut piece in body.chunks(5) {
        while let Fed::Job(_) = scan.feed(&mut piece)? {}
    }
    scan.finish().map(drop)
}

/// Asserts that everything that reads whole bodies refuses this one in the same way.
#[track_caller]
fn refused(body: &[u8], kind: ErrorKind, offset: usize) {
    let refused = |result: Result<(), Error>| result.map_err(|error| (error.kind(), error.offset()));
    assert_eq!(refused(Response::parse(body).map(drop)), Err((kind, offset)));
    assert_eq!(refused(read(Reader::new(body))), Err((kind, offset)));
    assert_eq!(refused(read_jobs(body)), Err((kind, offset)));
    match refused(read_pieces(body)) {
        // Pieces do not tell where in an end tag the first wrong byte is, and take no tag of any length.
        Err((CrossedTag, at)) if kind == CrossedTag => assert!(at <= offset),
        Err((LongToken, at)) => assert!(at < offset),
        // That a body is too long only shows at its end.
        Err(_) if kind == TooLong => {}
        pieces => assert_eq!(pieces, Err((kind, offset)), "in pieces"),
    }
    assert_eq!(refused(Response::parse_strict(body).map(drop)), Err((kind, offset)), "strict");
    assert_eq!(refused(read(Reader::strict(body))), Err((kind, offset)), "strict");
}

macro_rules! rejects {
    ($($(#[$attribute:meta])* $name:ident: $body:expr, $kind:ident $(($byte:expr))? @ $offset:expr;)*) => {$(
        #[test]
        $(#[$attribute])*
        fn $name() {
            refused(AsRef::<[u8]>::as_ref(&$body), $kind$(($byte))?, $offset);
        }
    )*};
}

mod no_answer {
    use super::*;

    rejects! {
        nothing: "", Empty @ 0;
        white_space: " \t\r\n", Empty @ 4;
        byte_order_mark: "\u{FEFF}", Empty @ 3;
        byte_order_mark_and_white_space: "\u{FEFF} ", Empty @ 4;
        half_a_byte_order_mark: b"\xEF\xBB", Incomplete @ 2;
        null: "null", Null @ 0;
        null_in_white_space: "\u{FEFF} null\n", Null @ 4;
        null_and_more: "nullx", ExpectedBody(b'n') @ 0;
        null_twice: " null null", ExpectedBody(b'n') @ 1;
        cut_null: " nul", ExpectedBody(b'n') @ 1;
        text: "Bad Gateway", ExpectedBody(b'B') @ 0;
        text_after_white_space: "\n 502", ExpectedBody(b'5') @ 2;
        array: "[]", ExpectedBody(b'[') @ 0;
        string: r#""a""#, ExpectedBody(b'"') @ 0;
        byte_order_mark_after_white_space: " \u{FEFF}<a/>", ExpectedBody(0xEF) @ 1;
        two_byte_order_marks: "\u{FEFF}\u{FEFF}{}", ExpectedBody(0xEF) @ 3;
        gzip: b"\x1F\x8B\x08", ExpectedBody(0x1F) @ 0;
        utf16: b"\xFF\xFE<\0a\0", NotUtf8 @ 0;
    }
}

mod web_page {
    use super::*;

    rejects! {
        html: "<html><body>502</body></html>", Html @ 0;
        upper_case: "<HTML>", Html @ 0;
        attributes: "<html lang='en'>", Html @ 0;
        line_break: "<html\n>", Html @ 0;
        carriage_return: "<html\r\n>", Html @ 0;
        empty: "<html/>", Html @ 0;
        after_white_space: "\r\n <Html>", Html @ 3;
        after_comment: "<!-- x --><html>", Html @ 10;
        after_declaration: "<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'>", Html @ 22;
        doctype: "<!DOCTYPE html>\n<p>", Html @ 0;
        doctype_lower_case: "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>", Html @ 0;
        doctype_after_declaration: "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'>", Html @ 21;
        doctype_over_lines: "<!DOCTYPE\n\thtml\n>", Html @ 0;
        after_byte_order_mark: "\u{FEFF}<html>", Html @ 3;
        not_utf8_after_it: b"<html><title>\xB4\xED\xCE\xF3</title>", Html @ 0;
        doctype_not_utf8_after_it: b"<!DOCTYPE html>\n<title>\xFF", Html @ 0;
        after_the_root: "<a/><!DOCTYPE html>", Html @ 4;
    }

    /// A node named `html` is no page, nor is a root whose name only begins so.
    #[test]
    fn not_a_web_page() {
        for body in ["<r><html>x</html></r>", "<htmlresponse/>", "<html5/>", "<html:a/>", r#"{"html":{}}"#] {
            assert_eq!(read(Reader::new(body.as_bytes())), Ok(()), "{body}");
        }
        let html = Response::parse(b"<r><html>x</html></r>").unwrap().node().child("html").unwrap();
        assert_eq!(read(Ok(html.reader())), Ok(()));
    }
}

mod utf8 {
    use super::*;

    rejects! {
        first_byte: b"\x80", NotUtf8 @ 0;
        in_xml_text: b"<a>\xE9</a>", NotUtf8 @ 3;
        in_xml_name: b"<\xE9/>", NotUtf8 @ 1;
        in_json_string: b"{\"a\":\"x\xFF\"}", NotUtf8 @ 7;
        overlong: b"{\"a\":\"\xC0\x80\"}", NotUtf8 @ 6;
        surrogate: b"{\"a\":\"\xED\xA0\x80\"}", NotUtf8 @ 6;
        after_the_end: b"<a/>\xFF", NotUtf8 @ 4;
        null_then: b"null\xFF", NotUtf8 @ 4;
        cut_null_comes_first: b"nul\xFF", ExpectedBody(b'n') @ 0;
        what_is_wrong_before_comes_first: b"{\"a\":1,}\xFF", ExpectedMember(b'}') @ 7;
        cut_off_character: b"{\"a\":\"\xE2\x98", Incomplete @ 8;
        cut_off_character_in_xml: b"<a>\xF0\x9F\x98", Incomplete @ 6;
    }
}

mod xml {
    use super::*;

    rejects! {
        // The root.
        open_angle: "<", Incomplete @ 1;
        unclosed: "<a>", Incomplete @ 3;
        unclosed_text: "<a>text", Incomplete @ 7;
        unclosed_child: "<a><b></b>", Incomplete @ 10;
        unclosed_start_tag: "<a", Incomplete @ 2;
        unclosed_empty_tag: "<a/", Incomplete @ 3;
        unclosed_end_tag: "<a></a", Incomplete @ 6;
        begun_end_tag: "<a></", Incomplete @ 5;
        space_in_end_tag: "<a></a ", Incomplete @ 7;
        second_root: "<a/><b/>", SecondRoot @ 4;
        second_root_after_comment: "<a></a><!-- x --> <b/>", SecondRoot @ 18;
        text_after_root: "<a/>x", Trailing(b'x') @ 4;
        reference_after_root: "<a/>\n&amp;", Trailing(b'&') @ 5;
        bracket_after_root: "<a/>]]>", Trailing(b']') @ 4;
        nul_after_root: "<a/>\0", Trailing(0) @ 4;
        end_tag_after_root: "<a/></a>", ExpectedName(b'/') @ 5;
        end_tag_first: "</a>", ExpectedName(b'/') @ 1;
        section_after_root: "<a/><![CDATA[x]]>", ExpectedName(b'!') @ 5;
        section_first: "<![CDATA[x]]><a/>", ExpectedName(b'!') @ 1;
        text_before_root: "<!-- x -->y<a/>", ExpectedBody(b'y') @ 10;
        only_a_declaration: "<?xml version='1.0'?>", Incomplete @ 21;
        only_a_comment: "<!-- x -->", Incomplete @ 10;

        // Tags.
        crossed: "<a><b></a></b>", CrossedTag @ 8;
        crossed_root: "<a></b>", CrossedTag @ 5;
        end_tag_too_long: "<a></ab>", CrossedTag @ 6;
        end_tag_too_short: "<ab></a>", CrossedTag @ 7;
        end_tag_in_other_case: "<a></A>", CrossedTag @ 5;
        crossed_after_a_child: "<a><b/></c>", CrossedTag @ 9;
        end_tag_too_long_after_a_child: "<a><b/></ab>", CrossedTag @ 10;
        end_tag_too_short_after_a_child: "<ab><b/></a>", CrossedTag @ 11;
        end_tag_without_name_after_a_child: "<a><b/></>", CrossedTag @ 9;
        space_before_end_name: "<a></ a>", CrossedTag @ 5;
        control_character_in_end_tag:
            "<r><a>text</\u{2}A><e>1234567890123456789012345678901234567890</e></r>", CrossedTag @ 12;
        end_tag_without_name: "<a></>", CrossedTag @ 5;
        attribute_in_end_tag: "<a></a b='1'>", ExpectedTagEnd(b'b') @ 7;
        slash_in_end_tag: "<a></a/>", CrossedTag @ 6;
        space_before_name: "< a/>", ExpectedName(b' ') @ 1;
        digit_for_name: "<r><1/></r>", ExpectedName(b'1') @ 4;
        dash_for_name: "<-a/>", ExpectedName(b'-') @ 1;
        middle_dot_for_name: "<\u{B7}/>", ExpectedName(0xC2) @ 1;
        angle_for_name: "<a><<b/></a>", ExpectedName(b'<') @ 4;
        no_name: "<>", ExpectedName(b'>') @ 1;
        no_name_around_text:
            "<a><>text</><e>1234567890123456789012345678901234567890</e></a>", ExpectedName(b'>') @ 4;
        no_name_around_an_element: "<a><><b>1</b></></a>", ExpectedName(b'>') @ 4;
        angle_in_name: "<a<b>", ExpectedTagEnd(b'<') @ 2;
        quote_after_name: "<a\"b\">", ExpectedTagEnd(b'"') @ 2;
        multiplication_sign_in_name: "<a×>", ExpectedTagEnd(0xC3) @ 2;
        arrow_in_name: "<a→>", ExpectedTagEnd(0xE2) @ 2;
        private_character_in_name: "<a\u{F0000}>", ExpectedTagEnd(0xF3) @ 2;
        nul_in_name: "<a\0>", ExpectedTagEnd(0) @ 2;
        form_feed_after_name: "<a\x0C>", ExpectedTagEnd(0x0C) @ 2;
        slash_without_angle: "<a/b>", ExpectedTagEnd(b'b') @ 3;
        space_after_slash: "<a/ >", ExpectedTagEnd(b' ') @ 3;

        // Attributes.
        attribute_without_value: "<a b>", Attribute(b'>') @ 4;
        attribute_without_quotes: "<a b=1>", Attribute(b'1') @ 5;
        attribute_without_name: "<a ='1'>", Attribute(b'=') @ 3;
        attribute_without_name_before_an_element: r#"<a ="1"><b>1</b></a>"#, Attribute(b'=') @ 3;
        attribute_with_digit: "<a 1='1'>", Attribute(b'1') @ 3;
        attributes_not_apart: "<a b='1'c='2'>", Attribute(b'c') @ 8;
        angle_in_attribute: "<a b='<'>", Attribute(b'<') @ 6;
        other_quote: "<a b='1\">", Incomplete @ 9;
        cut_attribute: "<a b='1", Incomplete @ 7;
        cut_before_value: "<a b=", Incomplete @ 5;
        cut_after_name: "<a b", Incomplete @ 4;
        cut_after_attribute: "<a b='1' ", Incomplete @ 9;
        bare_ampersand_in_attribute: "<a b='x&y'>", Reference @ 7;
        unknown_entity_in_attribute: "<a b='&nbsp;'>", Reference @ 6;
        cut_reference_in_attribute: "<a b='&am'>p;'", Reference @ 6;
        cut_reference_in_cut_attribute: "<a b='&am", Incomplete @ 9;
        cut_character_in_cut_attribute: "<a b='&#x1F", Incomplete @ 11;
        no_character_in_attribute: "<a b='&#0;'>", Reference @ 6;
        section_beside_element: "<a><b/><![CDATA[\x07]]></a>", MixedContent @ 7;
        cut_section_beside_element: "<a><b/><![CDATA[x", MixedContent @ 7;
        no_character_before_control_character: "<a b='&#0;\x07'>", Reference @ 6;
        duplicate_attribute: "<a b='1' b='2'/>", DuplicateAttribute @ 9;
        duplicate_apart: "<a b='1' c='' b=\"1\"/>", DuplicateAttribute @ 14;
        #[cfg_attr(miri, ignore = "takes too long there")]
        duplicate_attribute_beyond_the_limit: attributes(MAX_ATTRIBUTES).replace('/', " a10=''/"),
            DuplicateAttribute @ 2 + 7 * MAX_ATTRIBUTES + 1;
        #[cfg_attr(miri, ignore = "takes too long there")]
        too_many_attributes: attributes(MAX_ATTRIBUTES + 1), TooManyAttributes @ 2 + 7 * MAX_ATTRIBUTES + 1;

        // The declaration.
        declaration_without_anything: "<?xml?><a/>", Declaration @ 5;
        declaration_without_version: "<?xml ?><a/>", Declaration @ 6;
        declaration_begins_with_encoding: "<?xml encoding='x' version='1.0'?><a/>", Declaration @ 6;
        declaration_of_version_2: "<?xml version='2.0'?><a/>", Declaration @ 15;
        declaration_of_version_1: "<?xml version='1.'?><a/>", Declaration @ 15;
        declaration_without_quotes: "<?xml version=1.0?><a/>", Declaration @ 14;
        declaration_not_apart: "<?xml version='1.0'encoding='x'?><a/>", Declaration @ 19;
        declaration_out_of_order: "<?xml version='1.0' standalone='no' encoding='x'?>", Declaration @ 36;
        declaration_twice_the_same: "<?xml version='1.0' version='1.0'?>", Declaration @ 20;
        declaration_with_more: "<?xml version='1.0' a='b'?>", Declaration @ 20;
        declaration_with_bad_encoding: "<?xml version='1.0' encoding='8'?>", Declaration @ 30;
        declaration_with_bad_standalone: "<?xml version='1.0' standalone='1'?>", Declaration @ 32;
        declaration_ends_like_a_tag: "<?xml version='1.0'><a/>", Declaration @ 19;
        declaration_after_a_comment: "<!-- x --><?xml version='1.0'?><a/>", Declaration @ 10;
        declaration_twice: "<?xml version='1.0'?><?xml version='1.0'?><a/>", Declaration @ 21;
        declaration_inside: "<a><?xml version='1.0'?></a>", Declaration @ 3;
        declaration_after_the_root: "<a/><?xml version='1.0'?>", Declaration @ 4;
        declaration_in_upper_case: "<?XML version='1.0'?><a/>", Declaration @ 0;
        cut_declaration: "<?xml version='1.0'", Incomplete @ 19;
        cut_declaration_in_its_name: "<?xm", Incomplete @ 4;
        cut_declaration_in_its_end: "<?xml version='1.0'?", Incomplete @ 20;

        // Comments, instructions, sections, document types.
        dashes_in_comment: "<a><!-- x -- y --></a>", Comment @ 12;
        dash_before_end_of_comment: "<!-- x ---><a/>", Comment @ 9;
        cut_comment: "<a><!-- x", Incomplete @ 9;
        cut_comment_in_its_end: "<a><!-- x --", Incomplete @ 12;
        cut_comment_in_its_beginning: "<a><!-", Incomplete @ 6;
        comment_of_one_dash: "<a><!- x --></a>", ExpectedName(b'!') @ 4;
        comment_that_ends_at_once: "<a><!--></a>", Incomplete @ 12;
        instruction_without_name: "<a><? x?></a>", ExpectedName(b' ') @ 5;
        instruction_of_nothing: "<a><??></a>", ExpectedName(b'?') @ 5;
        instruction_not_apart: "<a><?b=c?></a>", ExpectedTagEnd(b'=') @ 6;
        cut_instruction: "<a><?b c", Incomplete @ 8;
        cut_instruction_in_its_end: "<a><?b?", Incomplete @ 7;
        unknown_declaration: "<a><!ELEMENT a></a>", ExpectedName(b'!') @ 4;
        unknown_declaration_near_the_end: "<a><!b></a>", ExpectedName(b'!') @ 4;
        unknown_declaration_first: "<!a>", ExpectedName(b'!') @ 1;
        section_in_lower_case: "<a><![cdata[x]]></a>", ExpectedName(b'!') @ 4;
        cut_section: "<a><![CDATA[x]]", Incomplete @ 15;
        cut_section_in_its_beginning: "<a><![CDA", Incomplete @ 9;
        document_type: "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", Doctype @ 0;
        document_type_after_declaration: "<?xml version='1.0'?>\n<!DOCTYPE a><a/>", Doctype @ 22;
        document_type_inside: "<a><!DOCTYPE a></a>", ExpectedName(b'!') @ 4;
        document_type_of_much: "<!DOCTYPE html5>", Doctype @ 0;
        cut_document_type: "<!DOCT", Incomplete @ 6;
        cut_document_type_before_its_name: "<!DOCTYPE ", Incomplete @ 10;
        cut_document_type_in_its_name: "<!DOCTYPE htm", Incomplete @ 13;

        // Text.
        text_before_element: "<a>x<b/></a>", MixedContent @ 4;
        text_after_element: "<a><b/>x</a>", MixedContent @ 7;
        text_like_an_element:
            "<a><b>1</b>/cd>text<<cd><e>123456789012345678901234567890</e></a>", MixedContent @ 11;
        text_between_elements: "<a>\n<b/>\n x <b/></a>", MixedContent @ 10;
        reference_beside_element: "<a>&#32;<b/></a>", MixedContent @ 8;
        section_before_element: "<a><![CDATA[]]><b/></a>", MixedContent @ 15;
        section_after_element: "<a><b/> <![CDATA[x]]></a>", MixedContent @ 8;
        no_break_space_beside_element: "<a>\u{A0}<b/></a>", MixedContent @ 5;
        text_across_a_comment: "<a>x<!-- y --><b/></a>", MixedContent @ 14;
        no_character: "<a>&#0;</a>", Reference @ 3;
        no_character_in_hex: "<a>x&#xFFFE;</a>", Reference @ 4;
        surrogate_character: "<a>&#xD800;</a>", Reference @ 3;
        beyond_unicode: "<a>&#x110000;</a>", Reference @ 3;
        far_beyond_unicode: "<a>&#18446744073709551681;</a>", Reference @ 3;

        too_deep: nested("<n>", "</n>", MAX_DEPTH + 1), TooDeep @ 3 * MAX_DEPTH;
        too_deep_and_empty: nested("<n>", "</n>", MAX_DEPTH).replacen("<n></n>", "<n><n/></n>", 1),
            TooDeep @ 3 * MAX_DEPTH;
    }
}

mod json {
    use super::*;

    rejects! {
        // The document and its root.
        no_root: "{}", NoRoot @ 1;
        no_root_in_white_space: " { \n } ", NoRoot @ 5;
        list_for_root: r#"{"a":[1]}"#, NoRoot @ 5;
        list_of_objects_for_root: r#"{"a":[{"b":1}]}"#, NoRoot @ 5;
        list_of_empty_objects_for_root: r#"{"a":[null,{}],"b":2}"#, NoRoot @ 5;
        trailing_byte: r#"{"a":{}}x"#, Trailing(b'x') @ 8;
        trailing_brace: r#"{"a":{}}}"#, Trailing(b'}') @ 8;
        trailing_comma: r#"{"a":{}},"#, Trailing(b',') @ 8;
        trailing_document: "{\"a\":{}}\n{}", Trailing(b'{') @ 9;
        trailing_nul: "{\"a\":{}}\0", Trailing(0) @ 8;
        unclosed: "{", Incomplete @ 1;
        unclosed_root: r#"{"a":{"#, Incomplete @ 6;
        unclosed_document: r#"{"a":{}"#, Incomplete @ 7;
        unclosed_array: r#"{"a":{"b":["#, Incomplete @ 11;
        closed_by_the_wrong_end: r#"{"a":{"b":1]}"#, ExpectedComma(b']') @ 11;
        array_closed_by_the_wrong_end: r#"{"a":{"b":[1}}"#, ExpectedComma(b'}') @ 12;
        closed_by_the_wrong_end_at_once: r#"{"a":{]}"#, ExpectedMember(b']') @ 6;
        array_closed_by_the_wrong_end_at_once: r#"{"a":{"b":[}}"#, ExpectedValue(b'}') @ 11;
        server_bug_of_a_list_of_none: r#"{"xresponse":]}}"#, ExpectedValue(b']') @ 13;

        // Members, colons, commas.
        name_without_quotes: "{a:1}", ExpectedMember(b'a') @ 1;
        name_in_single_quotes: "{'a':1}", ExpectedMember(b'\'') @ 1;
        number_for_name: "{1:1}", ExpectedMember(b'1') @ 1;
        comma_before_the_first: "{,}", ExpectedMember(b',') @ 1;
        comma_after_the_last: r#"{"a":{"b":1,}}"#, ExpectedMember(b'}') @ 12;
        two_commas: r#"{"a":{"b":1,,"c":2}}"#, ExpectedMember(b',') @ 12;
        cut_name: r#"{"a"#, Incomplete @ 3;
        cut_after_name: r#"{"a" "#, Incomplete @ 5;
        cut_after_colon: r#"{"a": "#, Incomplete @ 6;
        cut_after_comma: r#"{"a":1, "#, Incomplete @ 8;
        no_colon: r#"{"a" 1}"#, ExpectedColon(b'1') @ 5;
        equals_for_colon: r#"{"a"=1}"#, ExpectedColon(b'=') @ 4;
        name_alone: r#"{"a"}"#, ExpectedColon(b'}') @ 4;
        two_colons: r#"{"a"::1}"#, ExpectedValue(b':') @ 5;
        no_comma: r#"{"a":1 "b":2}"#, ExpectedComma(b'"') @ 7;
        semicolon_for_comma: r#"{"a":{"b":"c";}}"#, ExpectedComma(b';') @ 13;
        no_comma_in_array: r#"{"a":{"b":[1 2]}}"#, ExpectedComma(b'2') @ 13;
        comma_after_the_last_element: r#"{"a":{"b":[1,]}}"#, ExpectedValue(b']') @ 13;
        comma_before_the_first_element: r#"{"a":{"b":[,1]}}"#, ExpectedValue(b',') @ 11;
        colon_in_array: r#"{"a":{"b":["c":1]}}"#, ExpectedComma(b':') @ 14;
        comment: r#"{"a":1 /* x */}"#, ExpectedComma(b'/') @ 7;
        form_feed_for_white_space: "{\x0C}", ExpectedMember(0x0C) @ 1;
        no_break_space_for_white_space: "{\u{A0}}", ExpectedMember(0xC2) @ 1;

        // Values.
        no_value: r#"{"a":}"#, ExpectedValue(b'}') @ 5;
        comma_for_value: r#"{"a":,}"#, ExpectedValue(b',') @ 5;
        word_for_value: r#"{"a":yes}"#, ExpectedValue(b'y') @ 5;
        literal_in_upper_case: r#"{"a":True}"#, ExpectedValue(b'T') @ 5;
        literal_misspelt: r#"{"a":ture}"#, ExpectedValue(b'u') @ 6;
        literal_too_short: r#"{"a":nul}"#, ExpectedValue(b'}') @ 8;
        literal_too_long: r#"{"a":falsey}"#, ExpectedComma(b'y') @ 10;
        cut_literal: r#"{"a":tru"#, Incomplete @ 8;
        single_quotes: r#"{"a":'b'}"#, ExpectedValue(b'\'') @ 5;
        markup: r#"{"a":<b/>}"#, ExpectedValue(b'<') @ 5;
        nested_list: r#"{"a":{"b":[[]]}}"#, NestedList @ 11;
        nested_list_later: r#"{"a":{"b":[1, [2]]}}"#, NestedList @ 14;
        nested_list_beside_the_root: r#"{"a":[null,[]],"b":{}}"#, NestedList @ 11;

        // Numbers.
        plus: r#"{"a":+1}"#, ExpectedValue(b'+') @ 5;
        point_first: r#"{"a":.5}"#, ExpectedValue(b'.') @ 5;
        not_a_number: r#"{"a":NaN}"#, ExpectedValue(b'N') @ 5;
        minus_alone: r#"{"a":-}"#, Number(b'}') @ 6;
        minus_infinity: r#"{"a":-Infinity}"#, Number(b'I') @ 6;
        two_minuses: r#"{"a":--1}"#, Number(b'-') @ 6;
        zero_first: r#"{"a":012}"#, Number(b'1') @ 6;
        zero_first_after_minus: r#"{"a":-00}"#, Number(b'0') @ 7;
        point_last: r#"{"a":1.}"#, Number(b'}') @ 7;
        point_before_exponent: r#"{"a":1.e5}"#, Number(b'e') @ 7;
        no_exponent: r#"{"a":1e}"#, Number(b'}') @ 7;
        no_exponent_after_sign: r#"{"a":1E+ }"#, Number(b' ') @ 8;
        hexadecimal: r#"{"a":0x1F}"#, ExpectedComma(b'x') @ 6;
        two_points: r#"{"a":1.2.3}"#, ExpectedComma(b'.') @ 8;
        zero_first_in_a_cut_number: r#"{"a":01"#, Number(b'1') @ 6;
        cut_zero: r#"{"a":0"#, Incomplete @ 6;
        cut_minus: r#"{"a":-"#, Incomplete @ 6;
        cut_number: r#"{"a":12"#, Incomplete @ 7;
        cut_fraction: r#"{"a":1."#, Incomplete @ 7;
        cut_exponent: r#"{"a":1e-"#, Incomplete @ 8;

        // Strings.
        cut_string: r#"{"a":"b"#, Incomplete @ 7;
        cut_escape: r#"{"a":"\"#, Incomplete @ 7;
        cut_after_escaped_quote: r#"{"a":"\"}"#, Incomplete @ 9;
        cut_unicode_escape: r#"{"a":"\u00"#, Incomplete @ 10;

        too_deep: format!("{}0{}", r#"{"n":"#.repeat(MAX_DEPTH + 1), "}".repeat(MAX_DEPTH + 1)),
            TooDeep @ 5 * (MAX_DEPTH + 1);
        too_deep_and_empty: format!("{}{{}}{}", r#"{"n":"#.repeat(MAX_DEPTH + 1), "}".repeat(MAX_DEPTH + 1)),
            TooDeep @ 5 * (MAX_DEPTH + 1);
        too_deep_and_more: format!("{}{}", r#"{"n":"#.repeat(MAX_DEPTH + 2), "}".repeat(MAX_DEPTH + 2)),
            TooDeep @ 5 * (MAX_DEPTH + 1);
        too_deep_in_lists: format!(r#"{{"r":{}{{}}{}}}"#, r#"{"n":["#.repeat(MAX_DEPTH), "]}".repeat(MAX_DEPTH)),
            TooDeep @ 5 + 6 * MAX_DEPTH;
        too_deep_before_no_literal: format!("{}trux", r#"{"n":"#.repeat(MAX_DEPTH + 1)),
            TooDeep @ 5 * (MAX_DEPTH + 1);
        too_deep_before_cut_string: format!(r#"{}"a"#, r#"{"n":"#.repeat(MAX_DEPTH + 1)),
            TooDeep @ 5 * (MAX_DEPTH + 1);
        no_value_where_too_deep: format!("{}}}", r#"{"n":"#.repeat(MAX_DEPTH + 1)),
            TooDeep @ 5 * (MAX_DEPTH + 1);
    }
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}{}", open.repeat(depth), close.repeat(depth))
}

fn attributes(count: usize) -> String {
    let mut tag = String::from("<a");
    for i in 10..10 + count {
        tag += &format!(" a{i}=''");
    }
    tag + "/>"
}

#[test]
fn the_limits_themselves_are_read() {
    for body in [
        nested("<n>", "</n>", MAX_DEPTH),
        format!("{}0{}", r#"{"n":"#.repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH)),
        // `null` and `[]` are no nodes, and so are not too deep.
        format!(r#"{}{{"a":null,"b":[]}}{}"#, r#"{"n":"#.repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH)),
        attributes(MAX_ATTRIBUTES),
    ] {
        assert_eq!(Response::parse(body.as_bytes()).err(), None, "{body}");
    }
}

#[test]
#[cfg(target_pointer_width = "64")]
fn a_body_of_4_gib_is_refused_unread() {
    // Memory that nobody touches.
    let body = vec![0; u32::MAX as usize + 1];
    refused(&body, TooLong, u32::MAX as usize);
}

/// One row, one test: what is read, and refused in strict mode.
macro_rules! strict {
    ($($name:ident: $body:expr, $kind:ident $(($byte:expr))? @ $offset:expr;)*) => {
        mod strict {
            use super::*;
            $(
                #[test]
                fn $name() {
                    let body: &[u8] = $body.as_ref();
                    assert_eq!(read(Reader::new(body)), Ok(()));
                    assert_eq!(Response::parse(body).err(), None);
                    let refused = Some(($kind$(($byte))?, $offset));
                    let parsed = Response::parse_strict(body).err();
                    assert_eq!(parsed.map(|error| (error.kind(), error.offset())), refused);
                    assert_eq!(read(Reader::strict(body)).err(), parsed);
                }
            )*
        }
    };
}

strict! {
    raw_control_character: "{\"a\":\"x\u{7}\"}", ControlCharacter(7) @ 7;
    raw_nul: "{\"a\":\"\0\"}", ControlCharacter(0) @ 6;
    raw_line_feed: "{\"a\":\"x\ny\"}", ControlCharacter(b'\n') @ 7;
    raw_control_character_in_name: "{\"a\t\":1}", ControlCharacter(b'\t') @ 3;
    raw_control_character_in_a_member: "{\"r\":{\"a\":\"x\u{7}\"}}", ControlCharacter(7) @ 12;
    raw_control_character_in_a_member_s_name: "{\"r\":{\"a\t\":1}}", ControlCharacter(b'\t') @ 8;
    raw_control_character_in_the_name_of_the_root: "{\"r\t\":{\"a\":1}}", ControlCharacter(b'\t') @ 3;
    raw_control_character_after_escape: "{\"a\":\"\\n\u{1f}\"}", ControlCharacter(0x1F) @ 8;
    unknown_escape: r#"{"a":"\A"}"#, Escape @ 6;
    unknown_escape_in_name: r#"{"\<":1}"#, Escape @ 2;
    unknown_escape_of_many_bytes: r#"{"a":"\é"}"#, Escape @ 6;
    escape_in_upper_case: r#"{"a":"\N"}"#, Escape @ 6;
    escaped_single_quote: r#"{"a":"\'"}"#, Escape @ 6;
    escaped_control_character: "{\"a\":\"\\\n\"}", Escape @ 6;
    short_unicode_escape: r#"{"a":"x\u12"}"#, Escape @ 7;
    unicode_escape_of_no_digits: r#"{"a":"\u00g0"}"#, Escape @ 6;
    unicode_escape_with_sign: r#"{"a":"\u+123"}"#, Escape @ 6;
    lone_high_surrogate: r#"{"a":"\ud83d"}"#, Escape @ 6;
    lone_low_surrogate: r#"{"a":"\ude00"}"#, Escape @ 6;
    two_high_surrogates: r#"{"a":"\ud83d\ud83d"}"#, Escape @ 6;
    high_surrogate_and_text: r#"{"a":"\ud83dxx"}"#, Escape @ 6;
    high_surrogate_and_other_escape: r#"{"a":"\ud83d\n"}"#, Escape @ 6;
    surrogates_the_wrong_way_round: r#"{"a":"\ude00\ud83d"}"#, Escape @ 6;

    bare_ampersand: "<a>R&D</a>", Reference @ 4;
    ampersand_before_markup: "<a>x &</a>", Reference @ 5;
    unknown_entity: "<a>&nbsp;</a>", Reference @ 3;
    reference_without_end: "<a>&amp</a>", Reference @ 3;
    entity_in_upper_case: "<a>&AMP;</a>", Reference @ 3;
    reference_of_no_digits: "<a>&#;</a>", Reference @ 3;
    reference_in_upper_case_hex: "<a>&#X41;</a>", Reference @ 3;
    end_of_a_section: "<a>x]]>y</a>", CdataEnd @ 4;
    end_of_a_section_with_more_brackets: "<a>]]]></a>", CdataEnd @ 4;
    end_of_a_section_before_a_control_character: "<a>x]]>y\x07</a>", CdataEnd @ 4;
    control_character_before_the_end_of_a_section: "<a>x\x07]]></a>", ControlCharacter(7) @ 4;
    control_character_in_text: "<a>x\u{7}</a>", ControlCharacter(7) @ 4;
    nul_in_text: "<a>\0</a>", ControlCharacter(0) @ 3;
    control_character_in_a_leaf:
        "<a><b>x\u{7}</b><c>1234567890123456789012345678901234567890</c></a>", ControlCharacter(7) @ 7;
    end_of_a_section_in_a_leaf: "<a><b>x]]></b></a>", CdataEnd @ 7;
    noncharacter_in_text: "<a>x\u{FFFE}</a>", ControlCharacter(0xEF) @ 4;
    other_noncharacter_in_text: "<a>é\u{FFFF}</a>", ControlCharacter(0xEF) @ 5;
    control_character_in_section: "<a><![CDATA[x\u{1}]]></a>", ControlCharacter(1) @ 13;
    control_character_in_comment: "<!-- \u{8} --><a/>", ControlCharacter(8) @ 5;
    control_character_in_instruction: "<?b \u{8}?><a/>", ControlCharacter(8) @ 4;
    control_character_in_attribute: "<a b='\u{1f}'/>", ControlCharacter(0x1F) @ 6;
    control_character_in_an_attribute_of_the_root: "<a b=\"\u{1f}\"><c/></a>", ControlCharacter(0x1F) @ 6;
    control_character_between_references: "<a>&lt;\u{2}&gt;</a>", ControlCharacter(2) @ 7;
    white_space_before_declaration: "\n<?xml version='1.0'?><a/>", Declaration @ 1;
    white_space_after_byte_order_mark: "\u{FEFF} <?xml version='1.0'?><a/>", Declaration @ 4;
}

/// A reader has not read what its caller has not asked for.
#[test]
fn what_is_wrong_later_is_told_later() {
    let mut reader = Reader::new(b"<a><b>1</b></c>").unwrap();
    for _ in 0..4 {
        assert!(matches!(reader.next(), Ok(Some(_))));
    }
    assert_eq!(reader.next().unwrap_err().kind(), CrossedTag);
}

/// What strict mode refuses comes before what is not UTF-8.
#[test]
fn strict_mode_finds_the_first_wrong_byte() {
    for (body, kind, offset) in [
        (b"{\"a\":\"x\x07\xFF\"}", ControlCharacter(7), 7),
        (b"<a>R& D\xFF</a>", Reference, 4),
        (b"{\"a\":\"\\u00\xFF\"}", NotUtf8, 10),
    ] as [(&[u8], _, _); 3]
    {
        let error = Response::parse_strict(body).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset));
        assert_eq!(read(Reader::strict(body)), Err(error));
        assert_eq!(Response::parse(body).unwrap_err().kind(), NotUtf8);
    }
}

/// What may still become good is incomplete; what cannot is told before the missing end.
#[test]
fn strict_mode_waits_for_what_may_become_good() {
    for (body, kind, offset) in [
        (r#"{"a":"\ud83d\ude0"#, Incomplete, 17),
        (r#"{"a":"\ud83d\ude00"#, Incomplete, 18),
        (r#"{"a":"\ud83d\ud83d"#, Escape, 6),
        (r#"{"a":"\u"#, Incomplete, 8),
        (r#"{"a":"\u12"#, Incomplete, 10),
        (r#"{"a":"\u1g"#, Escape, 6),
        (r#"{"a":"\q"#, Escape, 6),
        (r#"{"a":"\ude"#, Escape, 6),
        (r#"{"a":"\ud83d\"#, Incomplete, 13),
        (r#"{"a":"\ud83dx"#, Escape, 6),
        ("<a>&", Incomplete, 4),
        ("<a>&am", Incomplete, 6),
        ("<a>&#x1f", Incomplete, 8),
        ("<a>&foo", Reference, 3),
        ("<a>&#1f", Reference, 3),
        ("<a><![CDATA[\x07", ControlCharacter(7), 12),
        ("<!--x\x07", ControlCharacter(7), 5),
    ] {
        let error = Response::parse_strict(body.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{body}");
    }
}

/// Wherever it is cut before its end, a body is incomplete and nothing else.
#[test]
fn every_fixture_is_incomplete_up_to_its_end() {
    for (fixture::Body { name, bytes }, _) in fixture::all() {
        let whole = bytes.trim_ascii_end().len();
        for len in (0..whole).sample(61) {
            let kind = if len == 0 { Empty } else { Incomplete };
            let body = &bytes[..len];
            for error in [
                Response::parse(body).unwrap_err(),
                Response::parse_strict(body).unwrap_err(),
                read(Reader::new(body)).unwrap_err(),
                read_jobs(body).unwrap_err(),
            ] {
                assert_eq!((error.kind(), error.offset()), (kind, len), "{name}");
            }
        }
        for len in whole..=bytes.len() {
            assert_eq!(read(Reader::strict(&bytes[..len])), Ok(()), "{name}");
        }
    }
}

/// The shortcut of an answer and the step of the events are one reader: wherever a byte is wrong, both say the same.
#[test]
fn every_wrong_byte_is_found_by_shortcut_and_by_step_alike() {
    const BYTES: &[u8] = b"<>/&;!?-]\"'\\{}[]:,aZ0 \n\t.\x01\x7F\x80\xC3\xEF";
    for (fixture::Body { name, bytes }, _) in fixture::all() {
        let mut body = bytes.clone();
        // Of long answers every seventh place, which meets each kind of token all the same.
        for at in (0..bytes.len()).step_by(if bytes.len() > 300 { 7 } else { 1 }).sample(97) {
            for &byte in BYTES.iter().sample(9) {
                body[at] = byte;
                let parsed = Response::parse(&body).map(drop);
                assert_eq!(read(Reader::new(&body)), parsed, "{name} with {byte:#04x} at {at}");
                if let Err(error) = parsed {
                    assert!(error.offset() <= body.len());
                }
            }
            body[at] = bytes[at];
        }
    }
}
