/** Scripts of the demo's jobs: they print what such jobs print, for as long as they are let. */

const library = `
green=$'\\e[32m' red=$'\\e[31m' yellow=$'\\e[33m' cyan=$'\\e[36m' grey=$'\\e[90m' bold=$'\\e[1m' off=$'\\e[0m'
pick() { local all=("$@"); printf '%s' "\${all[RANDOM % \${#all[@]}]}"; }
rest() { sleep "$(( $1 / 1000 )).$(printf '%03d' $(( ($1 % 1000) / 2 + RANDOM % 500 )))"; }
# A job that looks as if it had been at work for a while starts with a page of output.
first=40
pace() { if (( first > 0 )); then first=$(( first - 1 )); else rest "$1"; fi; }
`;

const bash = (body: string) => `#!/usr/bin/env bash\n${library}${body}`;

export const integrationTests = (database: string) =>
  bash(`
echo "Waiting for ${database} ..."; sleep 0.4
echo "\${green}ready\${off} ${database} accepts connections"
echo; echo "\${bold} RUN \${off} checkout-api integration suite, 4 workers"; echo
passed=0
while (( SECONDS < 14000 )); do
  suite=$(pick orders payments refunds baskets shipping vouchers invoices sessions)
  what=$(pick 'rolls back when the gateway times out' 'keeps totals to the cent' 'is idempotent under retries' \\
    'locks the row while it is captured' 'survives a failover of the primary' 'rejects a stale basket version' \\
    'writes one outbox event per change' 'pages by keyset in both directions' 'honours the tax rule of the address')
  passed=$(( passed + 1 ))
  if (( RANDOM % 37 == 0 )); then
    echo " \${yellow}↻\${off} $suite › $what \${yellow}(retry 1 of 2: serialization failure)\${off}"; pace 900
  fi
  echo " \${green}✓\${off} $suite › $what \${grey}$(( RANDOM % 900 + 14 )) ms\${off}"
  (( passed % 25 == 0 )) && echo " \${cyan}── $passed passed, 0 failed, $(( SECONDS / 60 + 11 )) min\${off}"
  pace 1100
done
`);

export const browserTests = (browser: string) =>
  bash(`
echo "Running 214 tests using 2 workers on ${browser}"; echo
test=0
while (( test < 214 || SECONDS < 9000 )); do
  test=$(( test + 1 ))
  file=$(pick checkout.spec.ts basket.spec.ts search.spec.ts address-book.spec.ts gift-cards.spec.ts sign-in.spec.ts)
  what=$(pick 'pays with a saved card' 'keeps the basket over a reload' 'shows the delivery window' \\
    'asks again after a declined card' 'finds by article number' 'restores focus after the dialog' 'prints the receipt')
  if (( RANDOM % 29 == 0 )); then
    echo "  \${red}✘\${off}  $test [${browser}] › $file › $what \${red}(retry #1)\${off}"
    echo "      \${grey}TimeoutError: locator.click: Timeout 15000ms exceeded.\${off}"
  else
    echo "  \${green}✓\${off}  $test [${browser}] › $file:$(( RANDOM % 180 + 12 )) › $what \${grey}($(( RANDOM % 9 + 1 )).$(( RANDOM % 10 ))s)\${off}"
  fi
  pace 2600
done
`);

export const compile = (target: string) =>
  bash(`
echo "-- The C compiler identification is GNU 12.2.0"
echo "-- Target: ${target}"
echo "-- Configuring done"; echo "-- Generating done"
total=1840; step=0
while (( SECONDS < 7000 )); do
  step=$(( step + 1 )); (( step > total )) && step=1
  module=$(pick drivers/can drivers/spi drivers/adc net/lwip net/mqtt kernel/sched kernel/heap app/telemetry app/update crypto/ed25519 fs/littlefs)
  file=$(pick init queue timer frame session buffer table codec port irq)
  printf '[%4d/%d] Building C object %s/CMakeFiles/%s.dir/%s.c.obj\\n' $step $total "$module" "$(basename $module)" "$file"
  if (( RANDOM % 53 == 0 )); then
    echo "\${bold}$module/$file.c:$(( RANDOM % 600 + 20 )):17:\${off} \${yellow}warning:\${off} comparison of integer expressions of different signedness [\${yellow}-Wsign-compare\${off}]"
  fi
  pace 700
done
`);

export const flashBoard = bash(`
echo "Open On-Chip Debugger 0.12.0"
echo "Info : CMSIS-DAP: SWD supported, serial number 0723 a91f"
echo "Info : [rev-c.cpu] Cortex-M33 r0p4 processor detected"
round=0
while (( SECONDS < 12000 )); do
  round=$(( round + 1 ))
  echo "\${bold}== Round $round: erase, program, verify, boot\${off}"
  for part in bootloader partition-table app-a app-b calibration; do
    printf '   %-16s %6d KiB  ' "$part" $(( RANDOM % 900 + 64 )); pace 1400; echo "\${green}verified\${off}"
  done
  echo "   boot: reset cause \${cyan}SOFTWARE\${off}, image app-a $(( RANDOM % 40 + 180 )) ms to main()"
  echo "   self test: adc \${green}ok\${off}  can0 \${green}ok\${off}  can1 \${green}ok\${off}  flash \${green}ok\${off}  rtc \${green}ok\${off}"
  pace 5200
done
`);

export const loadTest = bash(`
echo "kafka-01:9092,kafka-02:9092,kafka-03:9092: 3 brokers, topic ingest.events, 48 partitions"
second=0
while (( SECONDS < 14000 )); do
  second=$(( second + 5 ))
  printf '%s  %s%7d msg/s%s  p50 %2d ms  p99 %3d ms  lag %6d  errors %d\\n' "$(date +%T)" "$bold" $(( 49200 + RANDOM % 1600 )) "$off" \\
    $(( RANDOM % 4 + 6 )) $(( RANDOM % 60 + 38 )) $(( RANDOM % 4000 )) 0
  (( second % 60 == 0 )) && echo "\${grey}-- rebalance: consumer-$(( RANDOM % 12 )) took partitions $(( RANDOM % 24 ))..$(( RANDOM % 24 + 24 ))\${off}"
  pace 5000
done
`);

export const migration = bash(`
echo "Dry run against a copy of production, 2.1 TB, made 03:12"
step=0
while (( SECONDS < 8000 )); do
  step=$(( step + 1 ))
  table=$(pick events devices readings tenants api_keys alerts exports)
  what=$(pick 'create index concurrently' 'validate foreign key' 'backfill column' 'detach partition' 'analyze')
  printf '%s%4d%s  %-26s %-10s %8d rows  %s%d.%d s%s\\n' "$grey" $step "$off" "$what" "$table" $(( RANDOM * 31 )) "$green" $(( RANDOM % 50 )) $(( RANDOM % 10 )) "$off"
  pace 3000
done
`);

/** Ends after about a minute and a half; whoever is connected then sees the hold. */
export const soakTest = bash(`
echo "Soak: watchdog of sensor-hub, 60 rounds"
for (( round = 1; round <= 60; round++ )); do
  echo "round $round: kick at $(( RANDOM % 40 + 760 )) ms, \${green}no reset\${off}, stack high water $(( RANDOM % 300 + 1700 )) B"
  sleep 1.45
done
echo; echo "\${red}round 61: reset cause WATCHDOG after 1000 ms\${off}"
echo "  task \${bold}can-tx\${off} held mutex 0x20004f10 for 1004 ms"
exit 1
`);
