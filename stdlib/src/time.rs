//! The `time` module.

use crate::module::{ModuleDefinition, Namespace};
use crate::struct_sequence::StructSequence;
use crate::{argument, class_root, import, name, signal, system_error};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, float, integer, operation, string, tuple};
use std::time::{Duration, Instant};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

static STRUCT_TIME: StructSequence = StructSequence {
    module: "time",
    name: "struct_time",
    doc: "The time value as returned by gmtime(), localtime(), and strptime(), and\naccepted by asctime(), mktime() and strftime().",
    fields: &[
        "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday",
        "tm_isdst",
    ],
    hidden: &["tm_zone", "tm_gmtoff"],
    constructible: true,
    class: class_root!(),
};

native_functions! { static FUNCTIONS =
    /// Return the current time in seconds since the Epoch.
    time() "($module, /)" Effects::READS => now;
    /// Return the current time in nanoseconds since the Epoch.
    time_ns() "($module, /)" Effects::READS => now_ns;
    /// Performance counter for benchmarking.
    perf_counter() "($module, /)" Effects::READS => monotonic;
    perf_counter_ns() "($module, /)" Effects::READS => monotonic_ns;
    /// Monotonic clock, cannot go backward.
    monotonic() "($module, /)" Effects::READS => monotonic;
    monotonic_ns() "($module, /)" Effects::READS => monotonic_ns;
    /// Process time for profiling: sum of the kernel and user-space CPU time.
    process_time() "($module, /)" Effects::READS => process_time;
    process_time_ns() "($module, /)" Effects::READS => process_time_ns;
    /// Thread time for profiling: sum of the kernel and user-space CPU time.
    thread_time() "($module, /)" Effects::READS => thread_time;
    thread_time_ns() "($module, /)" Effects::READS => thread_time_ns;
    /// Return the time of the specified clock clk_id as a float.
    clock_gettime(clock) "($module, clk_id, /)" Effects::ANY => clock_gettime;
    clock_gettime_ns(clock) "($module, clk_id, /)" Effects::ANY => clock_gettime_ns;
    clock_getres(clock) "($module, clk_id, /)" Effects::ANY => clock_getres;
    get_clock_info(name) "($module, name, /)" Effects::ANY => get_clock_info;
    /// Delay execution for a given number of seconds.
    sleep(seconds) "($module, seconds, /)" Effects::ANY => sleep;
    /// Convert seconds since the Epoch to a time tuple expressing UTC.
    gmtime(seconds) "($module, seconds=None, /)" Effects::ANY => gmtime;
    /// Convert seconds since the Epoch to a time tuple expressing local time.
    localtime(seconds) "($module, seconds=None, /)" Effects::ANY => localtime;
    /// Convert a time tuple in local time to seconds since the Epoch.
    mktime(time) "($module, tuple, /)" Effects::ANY => mktime;
    /// Convert a time tuple to a string.
    asctime(time) "($module, tuple=None, /)" Effects::ANY => asctime;
    /// Convert a time in seconds since the Epoch to a string in local time.
    ctime(seconds) "($module, seconds=None, /)" Effects::ANY => ctime;
    /// Convert a time tuple to a string according to a format specification.
    strftime(format, time) "($module, format, time_tuple=None, /)" Effects::ANY => strftime;
    /// Parse a string to a time tuple according to a format specification.
    strptime(..) "($module, string, format='%a %b %d %H:%M:%S %Y', /)" Effects::ANY => strptime;
    /// Initialize, or reinitialize, the local timezone.
    tzset() "($module, /)" Effects::ANY => tzset;
}

unsafe extern "C" {
    #[link_name = "tzset"]
    safe fn c_tzset();
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    let class = STRUCT_TIME.word(thread);
    namespace.set(thread, "struct_time", class);
    namespace.set_int(thread, "_STRUCT_TM_ITEMS", 11);
    for (clock, number) in CLOCKS {
        namespace.set_int(thread, clock, i64::from(*number));
    }
    set_zone(thread, namespace);
    Ok(())
}

static CLOCKS: &[(&str, libc::clockid_t)] = &[
    ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
    ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
    ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
    ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
    #[cfg(target_os = "linux")]
    ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
    #[cfg(target_os = "linux")]
    ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
    #[cfg(target_os = "linux")]
    ("CLOCK_TAI", libc::CLOCK_TAI),
];

/// Offset (seconds west of UTC) and name of the zone at a moment.
fn zone_at(seconds: i64) -> (i64, String, bool) {
    let fields = local_fields(seconds).unwrap_or_else(empty_fields);
    (-i64::from(fields.tm_gmtoff as i32), zone_name(&fields), fields.tm_isdst > 0)
}

fn zone_name(fields: &libc::tm) -> String {
    if fields.tm_zone.is_null() {
        return String::from("UTC");
    }
    // SAFETY: the C library's zone names are terminated and stay.
    unsafe { std::ffi::CStr::from_ptr(fields.tm_zone) }.to_string_lossy().into_owned()
}

fn set_zone(thread: &mut Thread, namespace: &mut Namespace) {
    c_tzset();
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    let seconds = clock(libc::CLOCK_REALTIME) / 1_000_000_000;
    let start = seconds / YEAR * YEAR;
    let (winter, summer) = (zone_at(start), zone_at(start + YEAR / 2));
    let (standard, daylight) =
        if winter.0 < summer.0 { (summer, winter.clone()) } else { (winter.clone(), summer) };
    namespace.set_int(thread, "timezone", standard.0);
    namespace.set_int(thread, "altzone", daylight.0);
    namespace.set_int(thread, "daylight", i64::from(standard.0 != daylight.0));
    let names = [string::new(thread, &standard.1), string::new(thread, &daylight.1)];
    let names = tuple::new(thread, &names);
    namespace.set(thread, "tzname", names);
}

fn tzset(thread: &mut Thread) -> Result {
    let module = import::import(thread, "time")?;
    if let Some(dict) = crate::module::dict_of(module) {
        set_zone(thread, &mut Namespace { module, dict });
    }
    Ok(Word::NONE)
}

/// Nanoseconds of a clock.
fn clock(clock: libc::clockid_t) -> i64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills the struct.
    unsafe { libc::clock_gettime(clock, &mut now) };
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

fn seconds_word(thread: &mut Thread, nanoseconds: i64) -> Result {
    Ok(float::new(thread, nanoseconds as f64 / 1e9))
}
fn nanoseconds_word(thread: &mut Thread, nanoseconds: i64) -> Result {
    Ok(integer::from_i64(thread, nanoseconds))
}
fn now(thread: &mut Thread) -> Result {
    seconds_word(thread, clock(libc::CLOCK_REALTIME))
}
fn now_ns(thread: &mut Thread) -> Result {
    nanoseconds_word(thread, clock(libc::CLOCK_REALTIME))
}
fn monotonic(thread: &mut Thread) -> Result {
    seconds_word(thread, clock(libc::CLOCK_MONOTONIC))
}
fn monotonic_ns(thread: &mut Thread) -> Result {
    nanoseconds_word(thread, clock(libc::CLOCK_MONOTONIC))
}
fn process_time(thread: &mut Thread) -> Result {
    seconds_word(thread, clock(libc::CLOCK_PROCESS_CPUTIME_ID))
}
fn process_time_ns(thread: &mut Thread) -> Result {
    nanoseconds_word(thread, clock(libc::CLOCK_PROCESS_CPUTIME_ID))
}
fn thread_time(thread: &mut Thread) -> Result {
    seconds_word(thread, clock(libc::CLOCK_THREAD_CPUTIME_ID))
}
fn thread_time_ns(thread: &mut Thread) -> Result {
    nanoseconds_word(thread, clock(libc::CLOCK_THREAD_CPUTIME_ID))
}

fn checked_clock(thread: &mut Thread, which: Word) -> Result<i64> {
    let which = argument::c_int(thread, which)?;
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills the struct.
    if unsafe { libc::clock_gettime(which as libc::clockid_t, &mut now) } != 0 {
        return Err(system_error::raise_last(thread, Word::NULL));
    }
    Ok(now.tv_sec * 1_000_000_000 + now.tv_nsec)
}
fn clock_gettime(thread: &mut Thread, which: Word) -> Result {
    let value = checked_clock(thread, which)?;
    seconds_word(thread, value)
}
fn clock_gettime_ns(thread: &mut Thread, which: Word) -> Result {
    let value = checked_clock(thread, which)?;
    nanoseconds_word(thread, value)
}
fn resolution(clock: libc::clockid_t) -> f64 {
    let mut step = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills the struct.
    unsafe { libc::clock_getres(clock, &mut step) };
    step.tv_sec as f64 + step.tv_nsec as f64 * 1e-9
}
fn clock_getres(thread: &mut Thread, which: Word) -> Result {
    checked_clock(thread, which)?;
    let which = argument::c_int(thread, which)?;
    Ok(float::new(thread, resolution(which as libc::clockid_t)))
}

fn get_clock_info(thread: &mut Thread, clock_name: Word) -> Result {
    let text = argument::text(thread, clock_name, "get_clock_info", "argument 1")?;
    let (id, function, adjustable, is_monotonic) = match text {
        "time" => (libc::CLOCK_REALTIME, "clock_gettime(CLOCK_REALTIME)", true, false),
        "monotonic" | "perf_counter" => {
            (libc::CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", false, true)
        }
        "process_time" => {
            (libc::CLOCK_PROCESS_CPUTIME_ID, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", false, true)
        }
        "thread_time" => {
            (libc::CLOCK_THREAD_CPUTIME_ID, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", false, true)
        }
        _ => return Err(thread.value_error("unknown clock")),
    };
    let info = class::instantiate(thread, Builtin::SimpleNamespace.word())?;
    let function = string::new(thread, function);
    let step = float::new(thread, resolution(id));
    for (field, value) in [
        (name!("implementation"), function),
        (name!("monotonic"), Word::from_bool(is_monotonic)),
        (name!("adjustable"), Word::from_bool(adjustable)),
        (name!("resolution"), step),
    ] {
        attribute::set(thread, info, field, value)?;
    }
    Ok(info)
}

/// Seconds as a duration; ValueError or OverflowError where that makes no sense.
pub fn duration(thread: &mut Thread, seconds: Word) -> Result<Option<Duration>> {
    if let Some(whole) = integer::to_i64(seconds) {
        return Ok(u64::try_from(whole).ok().map(Duration::from_secs));
    }
    if !crate::builtins::is_exact_float(seconds) && !argument::has_index(seconds) {
        let kind = argument::class_name(seconds);
        let text = format!("'{kind}' object cannot be interpreted as an integer");
        return Err(thread.type_error(text));
    }
    let value = argument::float(thread, seconds)?;
    if value.is_nan() {
        return Err(thread.value_error("Invalid value NaN (not a number)"));
    }
    if value < 0.0 {
        return Ok(None);
    }
    match Duration::try_from_secs_f64(value) {
        Ok(duration) if value < 9.2e9 => Ok(Some(duration)),
        _ => {
            let text = "timestamp out of range for platform time_t";
            Err(thread.raise(Builtin::OverflowError, text))
        }
    }
}

fn sleep(thread: &mut Thread, seconds: Word) -> Result {
    let Some(duration) = duration(thread, seconds)? else {
        return Err(thread.value_error("sleep length must be non-negative"));
    };
    let deadline = Instant::now().checked_add(duration);
    loop {
        let rest = match deadline {
            Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            None => Duration::from_secs(1 << 20),
        };
        let request = libc::timespec {
            tv_sec: rest.as_secs() as libc::time_t,
            tv_nsec: libc::c_long::from(rest.subsec_nanos() as i32),
        };
        let failed = object::thread::blocking(thread, || {
            // SAFETY: a valid time; the rest is not asked for.
            unsafe { libc::nanosleep(&request, std::ptr::null_mut()) != 0 }
        });
        if !failed {
            return Ok(Word::NONE);
        }
        signal::check(thread)?;
    }
}

// Calendars.

fn empty_fields() -> libc::tm {
    // SAFETY: all zeros is a valid tm.
    unsafe { std::mem::zeroed() }
}

fn local_fields(seconds: i64) -> Option<libc::tm> {
    let mut fields = empty_fields();
    // SAFETY: both are valid; the C library fills the fields.
    let found = unsafe { libc::localtime_r(&seconds, &mut fields) };
    (!found.is_null()).then_some(fields)
}

fn universal_fields(seconds: i64) -> Option<libc::tm> {
    let mut fields = empty_fields();
    // SAFETY: as above.
    let found = unsafe { libc::gmtime_r(&seconds, &mut fields) };
    (!found.is_null()).then_some(fields)
}

fn seconds_argument(thread: &mut Thread, seconds: Word) -> Result<i64> {
    if argument::absent(seconds) {
        return Ok(clock(libc::CLOCK_REALTIME).div_euclid(1_000_000_000));
    }
    if let Some(value) = float::value(seconds) {
        if value.is_nan() {
            return Err(thread.value_error("Invalid value NaN (not a number)"));
        }
        if value.abs() >= 9.2e18 {
            let text = "timestamp out of range for platform time_t";
            return Err(thread.raise(Builtin::OverflowError, text));
        }
        return Ok(value.floor() as i64);
    }
    let index = operation::index(thread, seconds)?;
    match integer::to_i64(index) {
        Some(value) => Ok(value),
        None => {
            let text = "timestamp out of range for platform time_t";
            Err(thread.raise(Builtin::OverflowError, text))
        }
    }
}

fn struct_time(thread: &mut Thread, fields: Option<libc::tm>) -> Result {
    let Some(fields) = fields else {
        return Err(system_error::raise_number(thread, libc::EOVERFLOW, Word::NULL));
    };
    let numbers = [
        fields.tm_year as i64 + 1900,
        i64::from(fields.tm_mon) + 1,
        i64::from(fields.tm_mday),
        i64::from(fields.tm_hour),
        i64::from(fields.tm_min),
        i64::from(fields.tm_sec),
        (i64::from(fields.tm_wday) + 6) % 7,
        i64::from(fields.tm_yday) + 1,
        i64::from(fields.tm_isdst),
    ];
    let items = numbers.map(Word::from_int);
    let zone = string::new(thread, &zone_name(&fields));
    let offset = integer::from_i128(thread, fields.tm_gmtoff.into());
    STRUCT_TIME.make(thread, &items, &[zone, offset])
}

fn gmtime(thread: &mut Thread, seconds: Word) -> Result {
    let seconds = seconds_argument(thread, seconds)?;
    struct_time(thread, universal_fields(seconds))
}
fn localtime(thread: &mut Thread, seconds: Word) -> Result {
    let seconds = seconds_argument(thread, seconds)?;
    struct_time(thread, local_fields(seconds))
}

/// Fields of a time tuple, ranges unchecked.
fn fields_of(thread: &mut Thread, time: Word, who: &str) -> Result<libc::tm> {
    if !class::is_kind(time, Builtin::Tuple) {
        return Err(thread.type_error("Tuple or struct_time argument required"));
    }
    let items = tuple::items(time);
    if items.len() != 9 {
        let text = format!("{who}(): illegal time tuple argument");
        return Err(thread.type_error(text));
    }
    let mut numbers = [0i64; 9];
    for (number, &item) in numbers.iter_mut().zip(items) {
        *number = i64::from(argument::c_int(thread, item)?);
    }
    let mut fields = empty_fields();
    if numbers[0] < i64::from(i32::MIN) + 1900 {
        return Err(thread.raise(Builtin::OverflowError, "year out of range"));
    }
    fields.tm_year = (numbers[0] - 1900) as i32;
    fields.tm_mon = numbers[1] as i32 - 1;
    fields.tm_mday = numbers[2] as i32;
    fields.tm_hour = numbers[3] as i32;
    fields.tm_min = numbers[4] as i32;
    fields.tm_sec = numbers[5] as i32;
    fields.tm_wday = ((numbers[6] + 1) % 7) as i32;
    fields.tm_yday = numbers[7] as i32 - 1;
    fields.tm_isdst = numbers[8] as i32;
    if class::class_of(time) == STRUCT_TIME.class.get() {
        let offset = attribute::get(thread, time, name!("tm_gmtoff"))?;
        if let Some(offset) = integer::to_i64(offset) {
            fields.tm_gmtoff = offset as libc::c_long;
        }
    }
    Ok(fields)
}

/// As CPython: zeros mean the first, anything else out of range is an error.
fn check_ranges(thread: &mut Thread, fields: &mut libc::tm) -> Result<()> {
    if fields.tm_mon == -1 {
        fields.tm_mon = 0;
    }
    if fields.tm_mday == 0 {
        fields.tm_mday = 1;
    }
    if fields.tm_yday == -1 {
        fields.tm_yday = 0;
    }
    let wrong = [
        (!(0..=11).contains(&fields.tm_mon), "month out of range"),
        (!(0..=31).contains(&fields.tm_mday), "day of month out of range"),
        (!(0..=23).contains(&fields.tm_hour), "hour out of range"),
        (!(0..=59).contains(&fields.tm_min), "minute out of range"),
        (!(0..=61).contains(&fields.tm_sec), "seconds out of range"),
        (fields.tm_wday < 0, "day of week out of range"),
        (!(0..=365).contains(&fields.tm_yday), "day of year out of range"),
    ];
    for (bad, text) in wrong {
        if bad {
            return Err(thread.value_error(text));
        }
    }
    Ok(())
}

fn mktime(thread: &mut Thread, time: Word) -> Result {
    let mut fields = fields_of(thread, time, "mktime")?;
    fields.tm_wday = -1;
    // SAFETY: complete fields.
    let seconds = unsafe { libc::mktime(&mut fields) };
    if seconds == -1 && fields.tm_wday == -1 {
        return Err(thread.raise(Builtin::OverflowError, "mktime argument out of range"));
    }
    Ok(float::new(thread, seconds as f64))
}

fn time_argument(thread: &mut Thread, time: Word, who: &str) -> Result<libc::tm> {
    if argument::absent(time) {
        let seconds = seconds_argument(thread, Word::NULL)?;
        return Ok(local_fields(seconds).unwrap_or_else(empty_fields));
    }
    let mut fields = fields_of(thread, time, who)?;
    check_ranges(thread, &mut fields)?;
    Ok(fields)
}

fn ascii_time(fields: &libc::tm) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        DAYS[fields.tm_wday as usize % 7],
        MONTHS[fields.tm_mon as usize % 12],
        fields.tm_mday,
        fields.tm_hour,
        fields.tm_min,
        fields.tm_sec,
        i64::from(fields.tm_year) + 1900
    )
}

fn asctime(thread: &mut Thread, time: Word) -> Result {
    let fields = time_argument(thread, time, "asctime")?;
    Ok(string::new(thread, &ascii_time(&fields)))
}

fn ctime(thread: &mut Thread, seconds: Word) -> Result {
    let seconds = seconds_argument(thread, seconds)?;
    match local_fields(seconds) {
        Some(fields) => Ok(string::new(thread, &ascii_time(&fields))),
        None => Err(system_error::raise_number(thread, libc::EOVERFLOW, Word::NULL)),
    }
}

fn strftime(thread: &mut Thread, format: Word, time: Word) -> Result {
    let format = argument::text(thread, format, "strftime", "argument 1")?;
    let mut fields = time_argument(thread, time, "strftime")?;
    fields.tm_isdst = fields.tm_isdst.clamp(-1, 1);
    if fields.tm_zone.is_null() {
        // The zone of these fields, for %Z.
        let mut copy = fields;
        // SAFETY: complete fields.
        unsafe { libc::mktime(&mut copy) };
        fields.tm_zone = copy.tm_zone;
        if fields.tm_gmtoff == 0 {
            fields.tm_gmtoff = copy.tm_gmtoff;
        }
    }
    let mut result = String::new();
    // Null characters end what the C library sees.
    for (index, part) in format.split('\0').enumerate() {
        if index > 0 {
            result.push('\0');
        }
        if part.is_empty() {
            continue;
        }
        let Ok(part) = std::ffi::CString::new(part) else { continue };
        let mut room = 256 + 8 * part.as_bytes().len();
        loop {
            let mut buffer = vec![0u8; room];
            // SAFETY: the buffer has the given size, the format is terminated.
            let written =
                unsafe { libc::strftime(buffer.as_mut_ptr().cast(), room, part.as_ptr(), &fields) };
            if written > 0 || room > 256 * part.as_bytes().len() + 4096 {
                result.push_str(&String::from_utf8_lossy(&buffer[..written]));
                break;
            }
            room *= 4;
        }
    }
    Ok(string::new(thread, &result))
}

fn strptime(thread: &mut Thread, arguments: Arguments) -> Result {
    let module = import::import(thread, "_strptime")?;
    let function = attribute::get(thread, module, name!("_strptime_time"))?;
    thread.call_with_names(function, arguments.all, arguments.names)
}
