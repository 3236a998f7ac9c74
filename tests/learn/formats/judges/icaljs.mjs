// Reads calendars with ical.js and says what it saw, so that a program that is not ours judges what we write.
// stdin: a JSON list of {ics, instants}; stdout: a JSON list of {jcal, events, walls}, in the same order.
//   jcal    the parsed component, as RFC 7265
//   events  for each VEVENT: uid, start and end as seconds since 1970
//   walls   for each VTIMEZONE, by TZID: the wall time of each of `instants` (seconds since 1970)
import ICAL from "ical.js";
import { readFileSync, writeSync } from "node:fs";

const pad = (number) => String(number).padStart(2, "0");

function wall(seconds, zone) {
  const time = ICAL.Time.fromJSDate(new Date(seconds * 1000), true).convertToZone(zone);
  return `${time.year}-${pad(time.month)}-${pad(time.day)}T${pad(time.hour)}:${pad(time.minute)}`;
}

function read({ ics, instants }) {
  const component = new ICAL.Component(ICAL.parse(ics));
  const events = component.getAllSubcomponents("vevent").map((event) => ({
    uid: event.getFirstPropertyValue("uid"),
    start: event.getFirstPropertyValue("dtstart").toUnixTime(),
    end: event.getFirstPropertyValue("dtend").toUnixTime(),
  }));
  const walls = {};
  for (const timezone of component.getAllSubcomponents("vtimezone")) {
    const zone = new ICAL.Timezone(timezone);
    walls[zone.tzid] = instants.map((seconds) => wall(seconds, zone));
  }
  return { jcal: component.toJSON(), events, walls };
}

const answer = JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read));
let rest = Buffer.from(answer);
while (rest.length) rest = rest.subarray(writeSync(1, rest));
