//! When in the day and the week somebody helps.

use crate::ledger::{DAY, fading};

/// After how many days what somebody did has faded to a third.
const FADING: f64 = 400.0;
/// How far apart two times of the day are still about the same, in hours: where the bell falls to a third of its height.
const ABOUT: f64 = 2.1;

/// Help by hour of the day and by day of the week, in UTC, fading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Habit {
    at: i64,
    hours: [f32; 24],
    days: [f32; 7],
}

impl Default for Habit {
    fn default() -> Self {
        Habit { at: i64::MIN, hours: [0.0; 24], days: [0.0; 7] }
    }
}

fn hour(time: i64) -> f64 {
    time.rem_euclid(DAY as i64) as f64 / 3_600.0
}

fn day(time: i64) -> usize {
    time.div_euclid(DAY as i64).rem_euclid(7) as usize
}

impl Habit {
    /// Counts `weight` (negative: takes back) at a time, which may be earlier than the latest.
    pub(crate) fn add(&mut self, time: i64, weight: f64) {
        if self.at == i64::MIN {
            self.at = time;
        } else if time > self.at {
            let faded = fading(time - self.at, FADING) as f32;
            self.hours.iter_mut().chain(&mut self.days).for_each(|value| *value *= faded);
            self.at = time;
        }
        let weight = (weight * fading(self.at - time, FADING)) as f32;
        for value in [&mut self.hours[hour(time) as usize], &mut self.days[day(time)]] {
            *value = (*value + weight).max(0.0);
        }
    }

    /// At a time: the help at about this hour, its share of all help, and this weekday's share; both shares drawn
    /// towards what chance would give.
    pub(crate) fn at_time(&self, time: i64) -> (f64, f64, f64) {
        let faded = fading(time.saturating_sub(self.at), FADING);
        let near: f64 = (0..24)
            .map(|bin| {
                let apart = (hour(time) - (bin as f64 + 0.5)).abs();
                let apart = apart.min(24.0 - apart) / ABOUT;
                f64::from(self.hours[bin]) * (-apart * apart).exp()
            })
            .sum();
        let all: f64 = self.days.iter().map(|value| f64::from(*value)).sum();
        // What was counted and taken back leaves rounding.
        if all < 1e-3 {
            return (0.0, 0.0, 0.0);
        }
        let near = near * faded;
        let today = f64::from(self.days[day(time)]) * faded;
        let all = all * faded;
        (near, (near + 0.2) / (all + 1.0), (today + 0.28) / (all + 2.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: i64 = 1_799_625_600 + 14 * 3_600;

    #[test]
    fn who_helps_in_the_afternoon_is_about_in_the_afternoon() {
        let mut habit = Habit::default();
        (0..20).for_each(|week| habit.add(MONDAY + week * 7 * DAY as i64, 1.0));
        let next = MONDAY + 20 * 7 * DAY as i64;
        let (near, hour, weekday) = habit.at_time(next);
        assert!(near > 10.0 && hour > 0.8 && weekday > 0.8, "{near} {hour} {weekday}");
        let (near, hour, weekday) = habit.at_time(next + (3 * 24 - 12) * 3_600);
        assert!(near < 0.1 && hour < 0.1 && weekday < 0.1, "{near} {hour} {weekday}");
    }

    #[test]
    fn the_order_of_adding_makes_no_difference() {
        let times = [5, 900_000, 40_000_000, 86_400];
        let (mut one, mut other) = (Habit::default(), Habit::default());
        times.iter().for_each(|time| one.add(*time, 1.0));
        times.iter().rev().for_each(|time| other.add(*time, 1.0));
        let (one, other) = (one.at_time(50_000_000), other.at_time(50_000_000));
        assert!(
            (one.0 - other.0).abs() < 1e-6
                && (one.1 - other.1).abs() < 1e-6
                && (one.2 - other.2).abs() < 1e-6
        );
    }
}
