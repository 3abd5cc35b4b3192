{{ config(materialized='ephemeral') }}

{#- Every state of a line that an export showed; states that changed nothing of it are left out. -#}

with states as (

    select * from {{ ref('stg_zip__purchase_order_line_versions') }}

),

{{ order_line_versions('zip') }}
