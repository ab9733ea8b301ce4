using System.Text.RegularExpressions;

namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>An expression with a value in each row.</summary>
internal abstract record Expression
{
    public abstract object? Evaluate(Row row);

    public bool IsTrue(Row row) => Evaluate(row) is true;
}

internal sealed record Constant(object? Value) : Expression
{
    public override object? Evaluate(Row row) => Value;
}

/// <summary>A column.</summary>
internal sealed record Column(string Name) : Expression
{
    public override object? Evaluate(Row row) => row.Get(Name);
}

/// <summary><c>object.name</c> or <c>object['name']</c>.</summary>
internal sealed record Member(Expression Target, string Name) : Expression
{
    public override object? Evaluate(Row row) => Values.Member(Target.Evaluate(row), Name);
}

/// <summary><c>array[0]</c>.</summary>
internal sealed record Item(Expression Target, int Index) : Expression
{
    public override object? Evaluate(Row row) => Values.Item(Target.Evaluate(row), Index);
}

/// <summary><c>name(argument)</c>.</summary>
internal sealed record Call(Func<object?, object?> Function, Expression Argument) : Expression
{
    public override object? Evaluate(Row row) => Function(Argument.Evaluate(row));
}

internal sealed record Both(Expression Left, Expression Right) : Expression
{
    public override object? Evaluate(Row row) => Left.IsTrue(row) && Right.IsTrue(row);
}

internal sealed record Either(Expression Left, Expression Right) : Expression
{
    public override object? Evaluate(Row row) => Left.IsTrue(row) || Right.IsTrue(row);
}

/// <summary>A comparison of two values. Negated comparisons (<c>!contains</c>) reverse the result.</summary>
internal sealed record Comparison(Expression Left, Func<object?, object?, bool> Test, Expression Right, bool Negated) : Expression
{
    public override object? Evaluate(Row row) => Test(Left.Evaluate(row), Right.Evaluate(row)) != Negated;
}

/// <summary><c>in</c> and similar comparisons.</summary>
internal sealed record OneOf(Expression Left, IReadOnlyList<Expression> Choices, StringComparison Comparison, bool Negated) : Expression
{
    public override object? Evaluate(Row row)
    {
        var value = Left.Evaluate(row);
        return Choices.Any(c => Values.AreEqual(value, c.Evaluate(row), Comparison)) != Negated;
    }
}

internal sealed record Match(Expression Left, Regex Pattern) : Expression
{
    public override object? Evaluate(Row row) => Pattern.IsMatch(Values.Text(Left.Evaluate(row)));
}
