namespace AksExtensions.Checks;

/// <summary>What was read from Azure: the answer, or why there is none.</summary>
/// <typeparam name="T">The answer's type.</typeparam>
internal sealed class Reading<T>
    where T : class
{
    private readonly T? _value;

    public Reading(T value) => _value = value;

    public Reading(AksExtensionException failure) => Failure = failure;

    /// <summary>Why there is no answer; null when there is one.</summary>
    public AksExtensionException? Failure { get; }

    /// <summary>The answer; null when there is none.</summary>
    public T? Value => _value;

    /// <summary>Reads.</summary>
    public static async Task<Reading<T>> OfAsync(Func<Task<T>> read)
    {
        try
        {
            return new(await read());
        }
        catch (AksExtensionException failure)
        {
            return new(failure);
        }
    }

    /// <summary>Reads a list to its end.</summary>
    public static Task<Reading<IReadOnlyList<T>>> OfAsync(IAsyncEnumerable<T> list) => Reading<IReadOnlyList<T>>.OfAsync(() => ToListAsync(list));

    /// <summary>What a check says of the answer; without one, that it could not be checked.</summary>
    public Finding? Judge(string check, Func<T, Finding?> judge) => _value is null ? Finding.Unknown(check, Failure!) : judge(_value);

    /// <summary>All items of a list.</summary>
    internal static async Task<IReadOnlyList<T>> ToListAsync(IAsyncEnumerable<T> list)
    {
        var items = new List<T>();
        await foreach (var item in list)
        {
            items.Add(item);
        }

        return items;
    }
}
