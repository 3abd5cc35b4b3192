-- 2000-01-01 to 2035-12-31: the one place where the range of days is set.
select cast({{ dbt.dateadd('day', 'n', "cast('2000-01-01' as date)") }} as date) as date_day
from ({{ integers(13149) }}) as days
