use super::*;
use proptest::prelude::*;

/// The latency in a file is the length of its name; `none` has none.
fn open(name: &str) -> Result<Vec<f64>, FileError> {
    match name {
        "none" => Err(FileError::Empty),
        _ => Ok(vec![name.len() as f64]),
    }
}

fn read(text: &str) -> Result<Latency, String> {
    parse(text, open).map_err(|error| error.to_string())
}

fn one(shape: Shape) -> Latency {
    Latency::new(vec![(1.0, shape)], 0.0)
}

fn sigma(median: f64, p99: f64) -> f64 {
    (p99 / median).ln() / Z99
}

#[test]
fn every_form_is_parsed() {
    use Shape::{Empirical, Exponential, Fixed, LogNormal, Pareto};
    let file = |length: f64| Empirical(vec![length]);
    let moved = |shape, ms| Latency::new(vec![(1.0, shape)], ms);
    let mix = |parts: &[(f64, Shape)], ms| Latency::new(parts.to_vec(), ms);
    let two = [(0.9, Pareto(0.2, 10.0)), (0.1, Exponential(1.0 / 1.5))];
    for (text, want) in [
        ("fixed:5", one(Fixed(5.0))),
        ("fixed:0", one(Fixed(0.0))),
        ("fixed:.5", one(Fixed(0.5))),
        ("fixed:5.", one(Fixed(5.0))),
        ("fixed:100000000", one(Fixed(1e8))),
        ("exp:0.25", one(Exponential(4.0))),
        ("exp:0.00000001", one(Exponential(1e8))),
        ("pareto:0.2,10", one(Pareto(0.2, 10.0))),
        ("lognormal:1,5", one(LogNormal(1.0, sigma(1.0, 5.0)))),
        ("empirical:lan.txt", one(file(7.0))),
        ("empirical:a,b*c:d", one(file(7.0))),
        (r#"empirical:"a+5""#, one(file(3.0))),
        (r#"empirical:"a+5"+2"#, moved(file(3.0), 2.0)),
        // Exponents, with and without +.
        ("fixed:1e3", one(Fixed(1000.0))),
        ("fixed:1E-3", one(Fixed(0.001))),
        ("fixed:1e+3", one(Fixed(1000.0))),
        ("fixed:1e+3+1", moved(Fixed(1000.0), 1.0)),
        ("fixed:1+1e+3", moved(Fixed(1.0), 1000.0)),
        // A shift.
        ("exp:0.25+5", moved(Exponential(4.0), 5.0)),
        ("exp:0.25+0", one(Exponential(4.0))),
        ("pareto:0.2,10+.5", moved(Pareto(0.2, 10.0), 0.5)),
        ("lognormal:1,5+75", moved(LogNormal(1.0, sigma(1.0, 5.0)), 75.0)),
        ("empirical:a+5", moved(file(1.0), 5.0)),
        // Mixtures: a number before * is a weight, a number before the end is a shift.
        ("mix:1*fixed:5", one(Fixed(5.0))),
        ("mix:0.9*pareto:0.2,10+0.1*exp:1.5", mix(&two, 0.0)),
        ("mix:0.9*pareto:0.2,10+0.1*exp:1.5+75", mix(&two, 75.0)),
        ("mix:9e-1*pareto:0.2,10+1e-1*exp:1.5+7.5e+1", mix(&two, 75.0)),
        ("mix:0.5*empirical:a+0.5*empirical:bc+3", mix(&[(0.5, file(1.0)), (0.5, file(2.0))], 3.0)),
        (
            r#"mix:0.5*empirical:"a+0.5*b"+0.5*fixed:1"#,
            mix(&[(0.5, file(7.0)), (0.5, Fixed(1.0))], 0.0),
        ),
        (
            "mix:0.2*fixed:1+0.3*fixed:2+0.5*fixed:3+4",
            mix(&[(0.2, Fixed(1.0)), (0.3, Fixed(2.0)), (0.5, Fixed(3.0))], 4.0),
        ),
        (
            "mix:0.3333333333*fixed:1+0.3333333333*fixed:2+0.3333333333*fixed:3",
            mix(&[1.0, 2.0, 3.0].map(|ms| (0.333_333_333_3, Fixed(ms))), 0.0),
        ),
    ] {
        assert_eq!(read(text), Ok(want), "{text}");
    }
}

#[test]
fn errors_name_the_place_and_the_mend() {
    let all = "“{}” is no distribution; there are fixed:MS, exp:RATE_PER_MS, pareto:XM_MS,ALPHA, \
               lognormal:MEDIAN_MS,P99_MS, empirical:FILE and mix:WEIGHT*…+WEIGHT*…";
    let no_shape = |word: &str| all.replace("{}", word);
    let weightless = "each part of a mixture begins with its weight, such as 0.5*exp:2";
    let no_mixture = "two distributions make a mixture: mix:0.5*…+0.5*…";
    let nested =
        "a mixture has no mixture among its parts; multiply the weights, and list all parts";
    let early = "the shift comes once, at the end, and applies to the whole mixture";
    let most = "it must be at most 100000000";
    let positive = "it must be above 0 and at most 100000000";
    for (text, column, want) in [
        ("", 1, no_shape("")),
        ("5", 1, no_shape("5")),
        ("5ms", 1, no_shape("5ms")),
        ("Fixed:5", 1, no_shape("Fixed")),
        (" fixed:5", 1, no_shape(" fixed")),
        ("gamma:1,2", 1, no_shape("gamma")),
        ("0.5*exp:1+0.5*exp:2", 1, no_shape("0.5")),
        ("fixed", 6, "expected a colon and its parameters, found the end".into()),
        ("fixed5", 1, no_shape("fixed5")),
        ("fixed,5", 6, "expected a colon and its parameters, found “,5”".into()),
        ("fixed:", 7, "expected MS, found the end".into()),
        ("fixed:x", 7, "expected MS, found “x”".into()),
        ("fixed:.", 7, "expected MS, found “.”".into()),
        ("fixed:-5", 7, "expected MS, found “-5”".into()),
        ("fixed:+5", 7, "expected MS, found “+5”".into()),
        ("fixed:nan", 7, "expected MS, found “nan”".into()),
        ("fixed:5ms", 8, "expected + or the end, found “ms”".into()),
        ("fixed:5e", 8, "expected + or the end, found “e”".into()),
        ("fixed:5 ", 8, "expected + or the end, found “ ”".into()),
        ("fixed:1.2.3", 10, "expected + or the end, found “.3”".into()),
        ("fixed:5,6", 8, "expected + or the end, found “,6”".into()),
        ("fixed:100000001", 7, format!("MS is 100000001; {most}")),
        ("fixed:1e999", 7, format!("MS is inf; {most}")),
        ("exp:0", 5, format!("RATE_PER_MS is 0; {positive}")),
        ("exp:1e9", 5, format!("RATE_PER_MS is 1000000000; {positive}")),
        ("exp:1e308", 5, format!("RATE_PER_MS is 1e308; {positive}")),
        (
            "exp:1e-9",
            5,
            "RATE_PER_MS is 0.000000001; it must be at least 0.00000001, or the mean is longer \
             than a day"
                .into(),
        ),
        ("exp:-1", 5, "expected RATE_PER_MS, found “-1”".into()),
        ("pareto:1", 9, "expected a comma and a second number, found the end".into()),
        ("pareto:1+2", 9, "expected a comma and a second number, found “+2”".into()),
        ("pareto:1,", 10, "expected ALPHA, found the end".into()),
        ("pareto:0,2", 8, format!("XM_MS is 0; {positive}")),
        ("pareto:1,0", 10, format!("ALPHA is 0; {positive}")),
        ("pareto:1,-2", 10, "expected ALPHA, found “-2”".into()),
        ("lognormal:0,2", 11, format!("MEDIAN_MS is 0; {positive}")),
        (
            "lognormal:3,2",
            13,
            "P99_MS is 2, which is not above MEDIAN_MS, 3; without a spread it is fixed:3".into(),
        ),
        (
            "lognormal:3,3",
            13,
            "P99_MS is 3, which is not above MEDIAN_MS, 3; without a spread it is fixed:3".into(),
        ),
        ("empirical:", 11, "expected the name of a file, found the end".into()),
        ("empirical:+5", 11, "expected the name of a file, found “+5”".into()),
        (r#"empirical:"""#, 11, "expected the name of a file, found “\"\"”".into()),
        (
            r#"empirical:"a"#,
            13,
            "expected a second \" after the name of the file, found the end".into(),
        ),
        (r#"empirical:"a"b"#, 14, "expected + or the end, found “b”".into()),
        ("empirical:none", 11, "none: no latencies in it; each line has one, in ms".into()),
        // After +.
        ("fixed:1+", 9, "expected a shift in ms, found the end".into()),
        ("fixed:1++2", 9, "expected a shift in ms, found “+2”".into()),
        ("fixed:1+-2", 9, "expected a shift in ms, found “-2”".into()),
        ("fixed:1+2+3", 9, early.into()),
        ("fixed:1+2ms", 10, "expected + or the end, found “ms”".into()),
        ("fixed:1+1e9", 9, format!("the shift is 1000000000; {most}")),
        ("fixed:1+exp:2", 9, no_mixture.into()),
        ("fixed:1+0.5*exp:2", 9, no_mixture.into()),
        ("fixed:1+mix:1*exp:2", 9, nested.into()),
        // Mixtures.
        ("mix:", 5, "expected a weight, found the end".into()),
        ("mix:exp:1", 5, weightless.into()),
        ("mix:mix:1*exp:1", 5, nested.into()),
        ("mix:1*mix:1*exp:1", 7, nested.into()),
        ("mix:0.5", 8, "expected * and a distribution, found the end".into()),
        ("mix:0.5:exp:1", 8, "expected * and a distribution, found “:exp:1”".into()),
        ("mix:-1*exp:1", 5, "expected a weight, found “-1*exp:1”".into()),
        ("mix:0*exp:1", 5, "the weight is 0; it must be above 0 and at most 1".into()),
        ("mix:2*exp:1", 5, "the weight is 2; it must be above 0 and at most 1".into()),
        ("mix:1*", 7, no_shape("")),
        ("mix:0.5*exp:1+exp:2", 15, weightless.into()),
        ("mix:0.5*exp:1+mix:1*exp:2", 15, nested.into()),
        ("mix:0.5*exp:1+", 15, "expected a weight, or a shift in ms, found the end".into()),
        ("mix:0.5*exp:1+5+0.5*exp:2", 15, early.into()),
        ("mix:0.5*exp:1+0.5*", 19, no_shape("")),
        ("mix:0.5*exp:1", 5, "the weights add up to 0.5, not to 1; divide each by 0.5".into()),
        (
            "mix:0.9*exp:1+0.2*exp:2",
            5,
            "the weights add up to 1.1, not to 1; divide each by 1.1".into(),
        ),
        // Without quotes, a name ends before +.
        ("empirical:a+b", 13, no_mixture.into()),
        // Columns count characters.
        ("empirical:größe,x+y", 19, no_mixture.into()),
    ] {
        assert_eq!(read(text), Err(format!("column {column}: {want}")), "{text}");
    }
}

/// A number in one of its notations.
fn number(from: f64, to: f64) -> impl Strategy<Value = (String, f64)> {
    (from..to, 0..3).prop_map(|(value, style)| {
        let text = match style {
            0 => format!("{value}"),
            1 => format!("{value:e}"),
            _ => format!("{value:E}").replacen("E-", "e-", 1),
        };
        let text = if style == 1 && !text.contains("e-") { text.replace('e', "e+") } else { text };
        (text, value)
    })
}

fn shape() -> impl Strategy<Value = (String, Shape)> {
    let pair = |name: &'static str| {
        let numbers = (number(0.01, 10.0), number(10.1, 1000.0));
        numbers.prop_map(move |((a, x), (b, y))| (format!("{name}:{a},{b}"), x, y))
    };
    prop_oneof![
        number(0.0, 100.0).prop_map(|(text, ms)| (format!("fixed:{text}"), Shape::Fixed(ms))),
        number(0.01, 100.0)
            .prop_map(|(text, rate)| (format!("exp:{text}"), Shape::Exponential(1.0 / rate))),
        pair("pareto").prop_map(|(text, x, y)| (text, Shape::Pareto(x, y))),
        pair("lognormal").prop_map(|(text, x, y)| (text, Shape::LogNormal(x, sigma(x, y)))),
        "[a-z0-9.*,:/]{1,9}"
            .prop_filter("not a file of this name", |name| name != "none")
            .prop_map(|name| (
                format!("empirical:{name}"),
                Shape::Empirical(vec![name.len() as f64])
            )),
        "[a-z+*,: ]{1,9}".prop_filter("not a file of this name", |name| name != "none").prop_map(
            |name| { (format!("empirical:\"{name}\""), Shape::Empirical(vec![name.len() as f64])) }
        ),
    ]
}

proptest! {
    /// Every distribution of the grammar is parsed.
    #[test]
    fn printed_distributions_are_parsed(
        shapes in proptest::collection::vec((shape(), 1..100_u32), 1..5),
        mixed: bool,
        shift in proptest::option::of(number(0.0, 100.0)),
    ) {
        let total: u32 = shapes.iter().map(|(_, weight)| weight).sum();
        let (mut text, parts) = if mixed {
            let weights = shapes.iter().map(|(_, weight)| f64::from(*weight) / f64::from(total));
            let parts: Vec<_> = weights.zip(shapes.iter().map(|((text, shape), _)| (text, shape))).collect();
            let texts: Vec<_> = parts.iter().map(|(weight, (text, _))| format!("{weight}*{text}")).collect();
            let parts = parts.into_iter().map(|(weight, (_, shape))| (weight, shape.clone())).collect();
            (format!("mix:{}", texts.join("+")), parts)
        } else {
            let ((text, shape), _) = &shapes[0];
            (text.clone(), vec![(1.0, shape.clone())])
        };
        let mut ms = 0.0;
        if let Some((shift, value)) = shift {
            text += &format!("+{shift}");
            ms = value;
        }
        prop_assert_eq!(read(&text), Ok(Latency::new(parts, ms)), "{}", text);
    }

    /// Any text is parsed or has an error at a place in it.
    #[test]
    fn any_text_is_parsed_or_refused(text in "(mix:|exp:|pareto:|empirical:|lognormal:|[0-9.e+*,\"é-]){0,12}") {
        if let Err(error) = parse(&text, open) {
            prop_assert!((1..=text.chars().count().max(4) + 1).contains(&error.column), "{}", text);
        }
    }
}
