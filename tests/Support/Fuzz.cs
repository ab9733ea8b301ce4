using System.Globalization;

namespace AksExtensions.Tests;

/// <summary>
/// Runs a test on many random inputs. The inputs are the same in every run, unless AKSEXTENSIONS_FUZZ_SEED says another seed;
/// AKSEXTENSIONS_FUZZ_CASES says how many cases all fuzz tests have together. A failure names the seed, the case and the input.
/// </summary>
internal static class Fuzz
{
    private const int AllCases = 100_000;

    // Far more than all cases take. A test that is not done by then hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a part of all cases, one after the other.</summary>
    /// <param name="percent">The part of all cases, in percent.</param>
    /// <param name="input">Creates the input of a case; the same random numbers result in the same input.</param>
    /// <param name="test">Tests an input; throws when it finds a defect.</param>
    public static async Task RunAsync<T>(int percent, Func<Random, T> input, Func<T, Task> test)
    {
        var seed = Setting("AKSEXTENSIONS_FUZZ_SEED", 1);
        var count = (int)((long)Setting("AKSEXTENSIONS_FUZZ_CASES", AllCases) * percent / 100);
        var current = 0;
        var run = Task.Run(async () =>
        {
            for (; current < count; current++)
            {
                var chance = Chance(seed, current);
                var value = input(chance);
                try
                {
                    await test(value);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException($"Case {current} of AKSEXTENSIONS_FUZZ_SEED={seed}: {failure.Message}\nInput: {value}", failure);
                }
            }
        });
        if (await Task.WhenAny(run, Task.Delay(Patience)) != run)
        {
            throw new TimeoutException($"Case {current} of AKSEXTENSIONS_FUZZ_SEED={seed} hangs.\nInput: {input(Chance(seed, current))}");
        }

        await run;
    }

    // Each case has its own, so that one can be run without the previous ones.
    private static Random Chance(int seed, int number) => new(unchecked((seed * 1_000_003) + number));

    private static int Setting(string name, int standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
