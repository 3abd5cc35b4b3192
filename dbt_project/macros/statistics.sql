{# Fewest evaluated units below which people are not ranked against each other. #}
{% macro minimum_ranked_count() %}{{ return(30) }}{% endmacro %}

{# Bounds of the 95 % Wilson score interval of `successes` out of `trials`; null where there are no trials. The last decimals of a
   double depend on the platform's arithmetic, so the bound is rounded. #}
{% macro wilson_low(successes, trials) -%}
    {{ opsfacts.wilson_bound(successes, trials, '-') }}
{%- endmacro %}
{% macro wilson_high(successes, trials) -%}
    {{ opsfacts.wilson_bound(successes, trials, '+') }}
{%- endmacro %}
{% macro wilson_bound(successes, trials, sign) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set z_squared = z * z -%}
    {%- set k = 'cast(' ~ successes ~ ' as double)' -%}
    {%- set n = 'nullif(cast(' ~ trials ~ ' as double), 0)' -%}
    case when coalesce({{ trials }}, 0) > 0 then
        greatest(cast(0 as double), least(cast(1 as double), round(
            ({{ k }} + {{ z_squared }} / 2 {{ sign }} {{ z }} * sqrt({{ k }} * ({{ n }} - {{ k }}) / {{ n }} + {{ z_squared }} / 4))
            / ({{ n }} + {{ z_squared }}), 12)))
    end
{%- endmacro %}
