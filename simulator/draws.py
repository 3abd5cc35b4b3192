"""Seeded randomness as SQL: a draw is a hash of seed, stream and key, whatever the order, the threads and the other draws."""

from __future__ import annotations


def macros(seed: int) -> str:
    """The macros that draw. Two mixed hashes, because DuckDB's hash of several arguments correlates between them."""
    return f"""
        create macro draw(stream, key_)
            as (cast(hash(xor(hash(key_), hash(stream || '#{seed}'))) >> 12 as double) + 0.5e0) / 4503599627370496e0;
        create macro chance(probability, stream, key_) as draw(stream, key_) < probability;
        create macro draw_integer(lowest, highest, stream, key_) as
            cast(lowest + floor(draw(stream, key_) * (highest - lowest + 1)) as bigint);
        create macro draw_exponential(mean_, stream, key_) as -mean_ * ln(draw(stream, key_));
        create macro draw_normal(mean_, deviation, stream, key_) as
            mean_ + deviation * sqrt(-2 * ln(draw(stream, key_))) * cos(2 * pi() * draw(stream || '~', key_));
        create macro draw_lognormal(median_, sigma, stream, key_) as median_ * exp(draw_normal(0, sigma, stream, key_));
        -- One of a list; `weighted` by a list of weights of any sum.
        create macro pick(choices, stream, key_) as choices[draw_integer(1, len(choices), stream, key_)];
        create macro list_cumulative(weights) as list_transform(weights, lambda w, i: list_sum(weights[1:i]));
        create macro pick_weighted(choices, weights, stream, key_) as
            choices[1 + len(list_filter(list_cumulative(weights), lambda w: w <= draw(stream, key_) * list_sum(weights)))];
        -- Whole seconds later, as every system keeps them.
        create macro later(at_, seconds_) as at_ + to_seconds(cast(round(seconds_) as bigint));
        -- An id as systems make them: the same number is always the same id, and tells nothing.
        create macro uuid_of(kind_, number_) as
            regexp_replace(md5(kind_ || ' ' || number_), '^(.{{8}})(.{{4}}).(.{{3}}).(.{{3}})(.{{12}})$', '\\1-\\2-4\\3-8\\4-\\5');
    """
