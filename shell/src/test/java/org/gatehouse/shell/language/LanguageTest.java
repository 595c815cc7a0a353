package org.gatehouse.shell.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.World;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LanguageTest {
    private static final List<String> SAMPLES = List.of(
            "Get-MailboxDatabase | where { $_.Name -like 'db*' -and -not $_.Recovery } | ft "
                    + "Name,@{n='x';e={$_.Server.ToUpper()}} -auto",
            "$a = @(1, 2, 'x'); $b = \"a $($a[0] + 2) ${b} `\"q`\" $a\"; $a.Count; $b -replace 'a','b'",
            "if ($x -gt 2GB) { 'big' } elseif (!$x) { 'none' } else { 'small' }\nforeach ($i in 1..5) { $i * 2 }",
            "New-ClientAccessArray -Fqdn a.b -Site \"Head Office\" -WhatIf:$false # comment\n<# more #> 'a','b' | % "
                    + "{ $_ }",
            "$t = @'\n'quoted' $x\n'@; echo @\"\nline $t\n$($t.Length)\n\"@ -Body 'x'",
            "'{0:x} {1,5}' -f 1, 'b'; [int]'5' + 3; 'a b c'.Split(' ')[-1]; @{a=1; b=@{c=2}}.b.c; ,1; (1,2)[1]");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvFileSource(resources = "/language.tsv", delimiter = '\t', quoteCharacter = '\u0001',
            ignoreLeadingAndTrailingWhitespace = false)
    void expressionsHaveTheValuesThatPowerShellGivesThem(String expression, String value) {
        assertThat(Values.text(evaluate(expression))).isEqualTo(value == null ? "" : value);
    }

    @Test
    void aHereStringKeepsItsLinesAndQuotes() {
        assertThat(evaluate("@'\nit's \"$x\" `n\n  '@\n'@")).isEqualTo("it's \"$x\" `n\n  '@");
        assertThat(evaluate("$x = 5; @\"  \r\na \"$x\" $($x + 1)\r\n`$y\r\n\"@")).isEqualTo("a \"5\" 6\n$y");
        assertThat(evaluate("@'\n'@.Length")).isEqualTo(0L);
        assertThat(evaluate("echo @\"\none\n\"@ two")).isEqualTo(List.of("one", "two"));
        assertThat(evaluate("(@'\n\n\n'@).Length")).isEqualTo(1L);
    }

    private static Object evaluate(String text) {
        var items = new ArrayList<Object>();
        var failures = new ArrayList<ShellException>();
        new Interpreter((invocation, next, first) -> {
            if (!invocation.name().equals("echo")) {
                throw new ShellException("no command " + invocation.name());
            }
            return item -> invocation.arguments().forEach(given ->
                    next.accept(given.name() == null ? given.value() : "-" + given.name()));
        }, new Session(), text).run(Parser.parse(text), items::add, failures::add);
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return Values.unwrap(items);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'open", "\"open", "(1", "@(1,", "@{a=1", "{ 1", "Get-X |", "1 +", "$x =", "<# open",
            "if ($x) {", "@'", "@'\nopen", "@\"\nopen $(1", "echo @'\nx'@"})
    void anOpenBracketOrQuoteAsksForMore(String text) {
        assertThatThrownBy(() -> Parser.parse(text)).isInstanceOfSatisfying(ParseException.class,
                wrong -> assertThat(wrong.incomplete()).as(wrong.getMessage()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {")", "1 2", "Get-X | 5", "Get-X > file", "a || b", "while ($true) { }", "@{1}",
            "function f { }",
            "Set-MailboxDatabase <Mailbox Database Name>", "@' x\n'@", ". .\\script.ps1"})
    void whatCannotBeReadIsRefusedWithItsPlace(String text) {
        assertThatThrownBy(() -> Parser.parse(text)).isInstanceOfSatisfying(ParseException.class, wrong -> {
            assertThat(wrong.incomplete()).isFalse();
            assertThat(wrong.getMessage()).contains("At line:1 char:").contains("~");
        });
    }

    @Test
    void theMarkStandsUnderTheMistake() {
        assertThatThrownBy(() -> Parser.parse("'fine'\nGet-X | 'no'")).hasMessage("""
                An expression can only be the first part of a pipeline; a command has to follow '|'.
                At line:2 char:9
                + Get-X | 'no'
                +         ~""");
    }

    @Test
    void depthSizeAndWorkAreBounded() {
        assertThatThrownBy(() -> Parser.parse("(".repeat(10_000))).isInstanceOf(ShellException.class);
        assertThatThrownBy(() -> Parser.parse("!".repeat(10_000) + "1")).isInstanceOf(ShellException.class);
        assertThatThrownBy(() -> Parser.parse("x".repeat(Limits.TEXT_CHARS_MAX + 1)))
                .isInstanceOf(ShellException.class);
        assertThatThrownBy(() -> evaluate("'a' * 1000000000")).hasMessageContaining("more than");
        assertThatThrownBy(() -> evaluate("1..100000000")).hasMessageContaining("more than");
        assertThatThrownBy(() -> evaluate("('x' * 300) -match 'x*x*x*x*x*y'")).hasMessageContaining("too long");
        assertThatThrownBy(() -> evaluate("1..100000 | % { 1..100000 } ")).isInstanceOf(ShellException.class);
    }

    @Test
    void mutatedTextsAreReadOrRefusedAndTheirRunsEnd() {
        var random = new Random(Mutations.seed());
        for (int round = 0; round < Mutations.rounds(4_000); round++) {
            byte[] sample = SAMPLES.get(random.nextInt(SAMPLES.size())).getBytes(StandardCharsets.UTF_8);
            String text = new String(Mutations.mutate(sample, random), StandardCharsets.UTF_8);
            try {
                evaluate(text);
            } catch (ShellException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            } catch (RuntimeException | StackOverflowError bug) {
                throw new AssertionError("round " + round + ": " + text, bug);
            }
        }
    }

    @Test
    void whatHasComeToNothingIsNoBugOfOurs() {
        try (var world = new World(folder)) {
            World.Transcript each = world.run("'a', 'b' | ForEach-Object ${ not set }");
            assertThat(each.text.toString()).contains("-Process: nothing was given");
            assertThat(each.status()).isEqualTo(1);
            World.Transcript where = world.run("'a', 'b' | Where-Object ${ not set }");
            assertThat(where.text.toString()).isEmpty();
        }
    }

    @Test
    void mutatedCommandsNeverBreakTheEngine() {
        try (var world = new World(folder)) {
            world.run("New-MailboxDatabase DB1 -Server mbx1 | Out-Null");
            var random = new Random(Mutations.seed());
            for (int round = 0; round < Mutations.rounds(1_500); round++) {
                byte[] sample = SAMPLES.get(random.nextInt(SAMPLES.size())).getBytes(StandardCharsets.UTF_8);
                String text = new String(Mutations.mutate(sample, random), StandardCharsets.UTF_8);
                try {
                    assertThat(world.run(text).status()).isBetween(-1, Integer.MAX_VALUE);
                } catch (RuntimeException | StackOverflowError bug) {
                    throw new AssertionError("round " + round + ": " + text, bug);
                }
            }
        }
    }
}
